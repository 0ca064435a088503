import CheckCircleIcon from '@atlaskit/icon/core/check-circle';
import ErrorIcon from '@atlaskit/icon/core/error';
import WarningIcon from '@atlaskit/icon/core/warning';
import Heading from '@atlaskit/heading';
import { useLocale } from '../../../locale/locale';
import type { CheckOutcome, ConnectionTestView } from '../../../wire';
import styles from './connection.module.css';

/** What a test of a connection found, with what to do about it. */
export function TestResult({ test }: { test: ConnectionTestView }) {
  const { t, format, said } = useLocale();
  const { checks, apiUsed, apiLimit } = test;
  const missing = checks.filter((check) => check.outcome === 'missing').length;
  return (
    <div className={styles.test} role="status">
      <Heading size="xsmall" as="h4">
        {missing === 0 ? t('test.fine') : t('test.missing', { count: missing })}
      </Heading>
      <p className={styles.subtle}>
        {t('test.at', { time: format.instant(test.atMs) })}{' '}
        {apiUsed !== null && apiLimit !== null
          ? t('test.calls', { used: format.number(apiUsed, 0), limit: format.number(apiLimit, 0) })
          : t('test.callsUnknown')}
      </p>
      <ul className={styles.checks}>
        {checks.map((check) => (
          <li key={check.code} data-check={check.code} data-outcome={check.outcome}>
            <OutcomeIcon outcome={check.outcome} />
            <div>
              {said(check.text)}
              {check.remedy !== null && <p className={styles.remedy}>{said(check.remedy)}</p>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function OutcomeIcon({ outcome }: { outcome: CheckOutcome }) {
  const { t } = useLocale();
  switch (outcome) {
    case 'fine':
      return <CheckCircleIcon label={t('test.outcome.fine')} color="var(--ds-icon-success)" />;
    case 'weaker':
      return <WarningIcon label={t('test.outcome.weaker')} color="var(--ds-icon-warning)" />;
    case 'missing':
      return <ErrorIcon label={t('test.outcome.missing')} color="var(--ds-icon-danger)" />;
    default:
      return outcome satisfies never;
  }
}
