import Lozenge from '@atlaskit/lozenge';
import { useId } from 'react';
import { useLocale } from '../../locale/locale';
import type { ConflictRow, Way } from '../../wire';
import styles from './conflict.module.css';

interface Props {
  readonly row: ConflictRow;
  /** Whether the record has to be named, because there are several. */
  readonly named: boolean;
  /** Which way its value goes, as far as that is chosen. */
  readonly chosen: Way | null;
  /** None where this user may only look. */
  readonly onChoose: ((way: Way) => void) | null;
}

/** A field with its three values side by side: before, in Jira, in Salesforce. */
export function ConflictField({ row, named, chosen, onChoose }: Props) {
  const { t, format } = useLocale();
  const id = useId();
  const { recordId, recordName, field, label, jiraLabel, base, jira, salesforce, atMs, decided, hidden } = row;
  return (
    <fieldset className={styles.field} data-conflict={`${recordId}:${field}`} aria-describedby={`${id}-about`}>
      <legend className={styles.legend}>{named ? t('conflict.fieldOf', { field: label, name: recordName }) : label}</legend>
      <p id={`${id}-about`} className={styles.about}>
        <span>{t('conflict.jiraField', { field: jiraLabel })}</span>
        <span>{t('conflict.since', { time: format.instant(atMs) })}</span>
        {decided !== null && <Lozenge appearance="inprogress">{t(`conflict.decided.${decided}`)}</Lozenge>}
      </p>
      <div className={styles.columns}>
        <div className={styles.base}>
          <span className={styles.head} title={t('conflict.baseHint')}>
            {t('conflict.base')}
          </span>
          {hidden ? <Hidden /> : <Value text={base} none={t('conflict.unknown')} />}
        </div>
        <Side
          name={id}
          way="toSalesforce"
          title={t('conflict.jira')}
          chosen={chosen}
          onChoose={onChoose}
        >
          {hidden ? <Hidden /> : <Value text={jira} none={t('conflict.empty')} />}
        </Side>
        <Side name={id} way="toJira" title={t('conflict.salesforce')} chosen={chosen} onChoose={onChoose}>
          <Value text={salesforce} none={t('conflict.empty')} />
        </Side>
      </div>
      {hidden && <p className={styles.about}>{t('conflict.hiddenHint')}</p>}
    </fieldset>
  );
}

interface SideProps {
  readonly name: string;
  readonly way: Way;
  readonly title: string;
  readonly chosen: Way | null;
  readonly onChoose: ((way: Way) => void) | null;
  readonly children: JSX.Element;
}

/** One side's value, to be chosen. */
function Side({ name, way, title, chosen, onChoose, children }: SideProps) {
  const side = way === 'toSalesforce' ? 'jira' : 'salesforce';
  if (onChoose === null)
    return (
      <div className={styles.side} data-side={side} data-chosen={chosen === way}>
        <span className={styles.head}>{title}</span>
        {children}
      </div>
    );
  return (
    <label className={styles.side} data-side={side} data-chosen={chosen === way}>
      <span className={styles.head}>
        <input
          type="radio"
          name={name}
          value={way}
          className={styles.radio}
          checked={chosen === way}
          onChange={() => onChoose(way)}
        />
        {title}
      </span>
      {children}
    </label>
  );
}

function Value({ text, none }: { text: string | null; none: string }) {
  return text === null || text === '' ? (
    <span className={styles.none}>{none}</span>
  ) : (
    <span className={styles.value} dir="auto">
      {text}
    </span>
  );
}

function Hidden() {
  const { t } = useLocale();
  return <span className={styles.none}>{t('conflict.hidden')}</span>;
}
