import CheckMarkIcon from '@atlaskit/icon/core/check-mark';
import CrossIcon from '@atlaskit/icon/core/cross';
import { useLocale } from '../locale/locale';
import type { Judged } from '../wire';
import { comparisonSentence, operandWords, takesValues } from './condition-words';
import styles from './judged-tree.module.css';
import { RichText, slot } from './rich-text';

interface Props {
  /** What set the rule off, or did not; none when it was not looked at. */
  readonly trigger: Judged | null;
  readonly conditions: Judged | null;
  readonly label: string;
}

/** A rule's trigger and conditions as they were judged: each with a tick or a cross, and with what was found. */
export function JudgedTree({ trigger, conditions, label }: Props) {
  const { t } = useLocale();
  if (trigger === null && conditions === null) return null;
  return (
    <ul className={styles.tree} aria-label={label}>
      {trigger !== null && <Node judged={trigger} isTrigger />}
      {conditions !== null && isNothing(conditions) && (
        <li className={styles.plain}>{t('judged.noConditions')}</li>
      )}
      {conditions !== null &&
        !isNothing(conditions) &&
        (conditions.kind === 'all' ? conditions.of : [conditions]).map((judged, index) => (
          <Node key={index} judged={judged} />
        ))}
    </ul>
  );
}

function isNothing({ kind, of }: Judged): boolean {
  return kind === 'all' && of.length === 0;
}

interface NodeProps {
  readonly judged: Judged;
  readonly isTrigger?: boolean;
  /** Whether the rule wants it to hold: within "none of these" it does not. */
  readonly wanted?: boolean;
}

function Node({ judged, isTrigger = false, wanted = true }: NodeProps) {
  const { t } = useLocale();
  const { kind, holds, of } = judged;
  return (
    <li data-holds={holds}>
      <span className={styles.line}>
        <span className={styles.mark}>
          {holds ? (
            <CheckMarkIcon
              label={t('judged.holds')}
              color={wanted ? 'var(--ds-icon-success)' : 'var(--ds-icon-danger)'}
            />
          ) : (
            <CrossIcon
              label={t('judged.holdsNot')}
              color={wanted ? 'var(--ds-icon-danger)' : 'var(--ds-icon-subtle)'}
            />
          )}
        </span>
        <span>{kind === 'compare' ? <Comparison judged={judged} isTrigger={isTrigger} /> : t(`judged.${kind}`)}</span>
      </span>
      {kind !== 'compare' && of.length > 0 && (
        <ul className={styles.tree}>
          {of.map((each, index) => (
            <Node key={index} judged={each} wanted={kind === 'not' ? !wanted : wanted} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Comparison({ judged, isTrigger }: { judged: Judged; isTrigger: boolean }) {
  const { t } = useLocale();
  const { field, fieldName, comparison, values } = judged;
  const text = isTrigger
    ? t('judged.trigger', { field: slot('field'), values: slot('values') })
    : comparison === null
      ? slot('field')
      : comparisonSentence(
          {
            field: slot('field'),
            comparison: t(`comparison.${comparison}`),
            values: takesValues(comparison) ? slot('values') : null,
          },
          t,
        );
  return (
    <>
      <RichText
        text={text}
        slots={{
          field: <strong>{fieldName ?? field}</strong>,
          values: <em>{operandWords(values, t)}</em>,
        }}
      />
      <span className={styles.found}>
        {' · '}
        <Found judged={judged} />
      </span>
    </>
  );
}

/** What the issue says: a value, or the steps of a change. */
function Found({ judged: { found, comparison } }: { judged: Judged }) {
  const { t } = useLocale();
  const isChange = comparison === 'changed' || comparison === 'changedTo' || comparison === 'changedFrom';
  if (found === null) return <>{t(isChange ? 'judged.noChange' : 'judged.noValue')}</>;
  return (
    <RichText
      text={found.includes(' → ') ? slot('found') : t('judged.found', { found: slot('found') })}
      slots={{ found: <span className={styles.value}>{found}</span> }}
    />
  );
}
