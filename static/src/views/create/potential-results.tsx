import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useId } from 'react';
import { usePotential, type Potential } from '../../hooks/use-potential';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { CellValue } from '../../parts/cell';
import { failureWords } from '../../parts/failure-words';
import { RedirectButton } from '../../parts/outside-link';
import type { FieldValue, PotentialResultsView, RecordRow, Sharing } from '../../wire';
import { ElsewhereNote, LinkChoice, LinkInsteadState } from './link-instead';
import styles from './potential.module.css';
import { useLinkInstead, type LinkInstead } from './use-link-instead';

interface Props {
  readonly object: string;
  /** What similar records are looked for by. */
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly sharing: Sharing;
  /** While the form is sent, nothing is linked beside it. */
  readonly disabled: boolean;
}

/** Records like the one that is being typed, each to be linked instead. It never stands in the way of typing. */
export function PotentialResults({ object, values, sharing, disabled }: Props) {
  const { t } = useLocale();
  const heading = useId();
  const potential = usePotential(object, values);
  const instead = useLinkInstead(sharing);
  const { found, searching, failure } = potential;
  // It was switched off, or the right was taken away, while the form was open.
  if (failure?.code === 'notPermitted') return null;
  return (
    <section aria-labelledby={heading} className={styles.panel} aria-busy={searching}>
      <div id={heading}>
        <Heading size="xsmall" as="h2">
          {t('potential.title')}
        </Heading>
      </div>
      <LinkInsteadState instead={instead} />
      <Said potential={potential} asked={Object.keys(values).length > 0} />
      {found !== null && found.records.length > 0 && (
        <ul className={styles.records}>
          {found.records.map((record) => (
            <Similar
              key={record.id}
              found={found}
              object={object}
              record={record}
              instead={instead}
              disabled={disabled}
            />
          ))}
        </ul>
      )}
      {found?.more === true && <p className={styles.quiet}>{t('potential.more')}</p>}
      <Announcement>{found === null || searching ? '' : t('potential.found', { count: found.records.length })}</Announcement>
    </section>
  );
}

/** In a line what is going on; the results themselves say the rest. */
function Said({ potential: { found, searching, failure, again }, asked }: { potential: Potential; asked: boolean }) {
  const locale = useLocale();
  const { t } = locale;
  if (failure !== null)
    return (
      <div className={styles.quiet}>
        <p>{t('potential.failed', { reason: failureWords(failure, locale).title })}</p>
        <Button spacing="compact" appearance="subtle" onClick={again}>
          {t('action.tryAgain')}
        </Button>
      </div>
    );
  if (!asked) return <p className={styles.quiet}>{t('potential.start')}</p>;
  if (searching || found === null) return <p className={styles.quiet}>{t('potential.searching')}</p>;
  return <p className={styles.quiet}>{t(found.records.length === 0 ? 'potential.none' : 'potential.hint')}</p>;
}

interface SimilarProps {
  readonly found: PotentialResultsView;
  readonly object: string;
  readonly record: RecordRow;
  readonly instead: LinkInstead;
  readonly disabled: boolean;
}

function Similar({ found, object, record, instead, disabled }: SimilarProps) {
  // The name's own cell comes first; the record's name is shown in its place.
  const fields = found.columns.flatMap((column, index) => {
    const cell = record.cells[index];
    return index === 0 || cell === undefined || cell.kind === 'empty' ? [] : [{ column, cell }];
  });
  return (
    <li className={styles.record} data-record={record.id}>
      <div className={styles.line}>
        <strong className={styles.name}>{record.name}</strong>
        {record.url !== null && <RedirectButton address={record.url} name={record.name} />}
        <LinkChoice instead={instead} object={object} record={record} disabled={disabled} compact />
      </div>
      <ElsewhereNote instead={instead} record={record} />
      <dl className={styles.fields}>
        {fields.map(({ column, cell }) => (
          <div key={column.field} className={styles.field}>
            <dt>{column.label}</dt>
            <dd>
              <CellValue cell={cell} column={column} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
