import Checkbox from '@atlaskit/checkbox';
import { Label } from '@atlaskit/form';
import Heading from '@atlaskit/heading';
import SearchIcon from '@atlaskit/icon/core/search';
import Textfield from '@atlaskit/textfield';
import { useId, useMemo, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import { VisuallyHidden } from '../../../parts/visually-hidden';
import type { SchemaField } from '../../../wire';
import styles from './fields.module.css';
import { maxOf, showsName, whyNot, type Tab } from './tabs';
import { typeWords } from './type-words';

interface Props {
  readonly tab: Tab;
  readonly fields: readonly SchemaField[];
  readonly chosen: readonly string[];
  /** The object's name field. */
  readonly locked: string | null;
  readonly onToggle: (path: string, on: boolean) => void;
}

/** All fields of the object with a search. Those that cannot be chosen here say why. */
export function AvailableFields({ tab, fields, chosen, locked, onToggle }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [text, setText] = useState('');
  const sorted = useMemo(() => [...fields].sort((one, other) => one.label.localeCompare(other.label)), [fields]);
  const wanted = text.trim().toLowerCase();
  const shown = sorted.filter(({ field, label }) => `${label} ${field}`.toLowerCase().includes(wanted));
  const tabWords = t(`fields.tab.${tab}`);
  return (
    <section className={styles.column} aria-label={t('fields.availableIn', { tab: tabWords })}>
      <Heading size="xsmall" as="h4">
        {t('fields.available')}
      </Heading>
      <div className={styles.search}>
        <VisuallyHidden>
          <Label htmlFor={id}>{t('fields.search')}</Label>
        </VisuallyHidden>
        <Textfield
          id={id}
          type="search"
          isCompact
          value={text}
          placeholder={t('fields.search')}
          elemBeforeInput={
            <span className={styles.searchIcon}>
              <SearchIcon label="" color="currentColor" />
            </span>
          }
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <ul className={styles.available}>
        {shown.map((field) => (
          <li key={field.field} data-field={field.field}>
            <Choice tab={tab} field={field} chosen={chosen} locked={locked} onToggle={onToggle} />
          </li>
        ))}
      </ul>
      <p className={styles.subtle} role="status">
        {shown.length === 0 ? t('fields.searchNothing', { text: text.trim() }) : ''}
      </p>
    </section>
  );
}

interface ChoiceProps extends Omit<Props, 'fields'> {
  readonly field: SchemaField;
}

function Choice({ tab, field, chosen, locked, onToggle }: ChoiceProps) {
  const { t } = useLocale();
  const id = useId();
  const isLocked = field.field === locked && showsName(tab);
  const reason = whyNot(tab, field, chosen);
  const words = isLocked
    ? t('fields.locked')
    : reason === null
      ? null
      : t(`fields.why.${reason}`, { max: String(maxOf(tab) ?? '') });
  return (
    <>
      <Checkbox
        label={field.label}
        isChecked={chosen.includes(field.field)}
        isDisabled={isLocked || reason !== null}
        aria-describedby={id}
        onChange={({ currentTarget }) => onToggle(field.field, currentTarget.checked)}
      />
      <p id={id} className={styles.about}>
        {field.field} · {typeWords(field, t)}
        {words !== null && <span className={styles.why}> · {words}</span>}
      </p>
    </>
  );
}
