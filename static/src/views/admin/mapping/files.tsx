import Checkbox from '@atlaskit/checkbox';
import { ErrorMessage, Label } from '@atlaskit/form';
import Heading from '@atlaskit/heading';
import Textfield from '@atlaskit/textfield';
import { useState } from 'react';
import { useLocale } from '../../../locale/locale';
import type { FilePolicy, Mapping, ObjectConfiguration, Problem } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import styles from './mapping.module.css';

interface Props {
  readonly object: ObjectConfiguration;
  readonly mapping: Mapping;
  readonly problems: readonly Problem[];
  readonly onChange: (mapping: Mapping) => void;
}

const OFF: FilePolicy = { toSalesforce: false, toJira: false, bytesMax: 0, types: [] };

/** The largest file that can be carried, in bytes. */
const BYTES_MAX = 4_500_000;

/** What stands for a size that is none: the core refuses it. */
const NO_SIZE = BYTES_MAX + 1;

/** Which files go to the other side (FILE-1). */
export function Files({ object, mapping, problems, onChange }: Props) {
  const { t } = useLocale();
  const files = mapping.files ?? OFF;
  const write = (change: Partial<FilePolicy>): void => onChange({ ...mapping, files: { ...files, ...change } });
  const isOn = files.toSalesforce || files.toJira;
  return (
    <section className={styles.related} aria-labelledby="files-heading" data-files={mapping.object}>
      <div id="files-heading">
        <Heading size="small" as="h4">
          {t('files.title')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('files.hint', { object: object.label })}</p>
      <Checkbox
        label={t('files.toSalesforce')}
        isChecked={files.toSalesforce}
        aria-describedby="files-to-salesforce-hint"
        onChange={({ currentTarget }) => write({ toSalesforce: currentTarget.checked })}
      />
      <p id="files-to-salesforce-hint" className={styles.indented}>
        {t('files.toSalesforceHint')}
      </p>
      <Checkbox
        label={t('files.toJira')}
        isChecked={files.toJira}
        aria-describedby="files-to-jira-hint"
        onChange={({ currentTarget }) => write({ toJira: currentTarget.checked })}
      />
      <p id="files-to-jira-hint" className={styles.indented}>
        {t('files.toJiraHint')}
      </p>
      {isOn && (
        <>
          <LargestFile bytesMax={files.bytesMax} onChange={(bytesMax) => write({ bytesMax })} />
          <Types types={files.types} onChange={(types) => write({ types })} />
        </>
      )}
      <FieldProblems problems={problems.filter(({ field }) => field === 'files')} />
    </section>
  );
}

interface LargestProps {
  readonly bytesMax: number;
  readonly onChange: (bytesMax: number) => void;
}

function LargestFile({ bytesMax, onChange }: LargestProps) {
  const { t } = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  const isTyped = typed !== null && bytesOf(typed) === bytesMax;
  const shown = isTyped ? typed : bytesMax === 0 ? '' : String(bytesMax / 1_000_000);
  const isWrong = bytesOf(shown) === NO_SIZE;
  return (
    <div className={styles.relatedAdd}>
      <Label htmlFor="files-size">{t('files.size')}</Label>
      <Textfield
        id="files-size"
        isCompact
        inputMode="decimal"
        value={shown}
        isInvalid={isWrong}
        aria-describedby="files-size-hint"
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          onChange(bytesOf(currentTarget.value));
        }}
      />
      {isWrong && <ErrorMessage>{t('files.notASize')}</ErrorMessage>}
      <p id="files-size-hint" className={styles.hint}>
        {t('files.sizeHint')}
      </p>
    </div>
  );
}

/** Bytes by the MB that somebody has typed; 0 for nothing. */
function bytesOf(typed: string): number {
  const text = typed.trim().replace(',', '.');
  if (text === '') return 0;
  const bytes = Math.round(Number(text) * 1_000_000);
  return bytes >= 1 && bytes <= BYTES_MAX ? bytes : NO_SIZE;
}

interface TypesProps {
  readonly types: readonly string[];
  readonly onChange: (types: string[]) => void;
}

function Types({ types, onChange }: TypesProps) {
  const { t } = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  const isTyped = typed !== null && typesOf(typed).join() === types.join();
  return (
    <div className={styles.relatedAdd}>
      <Label htmlFor="files-types">{t('files.types')}</Label>
      <Textfield
        id="files-types"
        isCompact
        value={isTyped ? typed : types.join(', ')}
        aria-describedby="files-types-hint"
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          onChange(typesOf(currentTarget.value));
        }}
      />
      <p id="files-types-hint" className={styles.hint}>
        {t('files.typesHint')}
      </p>
    </div>
  );
}

function typesOf(typed: string): string[] {
  const types = typed.split(/[,;\s]+/).map((text) => text.trim().toLowerCase());
  return types.filter((text, at) => text !== '' && types.indexOf(text) === at);
}
