import { useId } from 'react';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import type { Condition } from '../../../wire';
import { ALL_PROJECTS } from '../mapping/places';
import { recordTree } from '../mapping/record-tree';
import { ConditionList } from '../rules/condition-list';
import { ownConditions } from '../rules/new-rule';
import styles from './backfill.module.css';

interface Props {
  readonly connection: string;
  readonly object: string;
  /** None is all records. */
  readonly condition: Condition | null;
  readonly onChange: (condition: Condition | null) => void;
}

/** Which records are gone through, by what they hold. */
export function RecordConditions({ connection, object, condition, onChange }: Props) {
  const { t } = useLocale();
  const id = useId();
  const { loaded, reload } = useView('schema', { connection, object });
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  const own = condition === null ? [] : ownConditions(condition);
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className={styles.name}>
        {t('backfill.conditions')}
      </p>
      <p className={styles.quiet}>{t('backfill.recordsHint')}</p>
      {own.length === 0 && <p className={styles.quiet}>{t('backfill.noConditions')}</p>}
      <ConditionList
        {...recordTree(loaded.kind === 'ready' ? loaded.view : null, t)}
        project={ALL_PROJECTS}
        problems={[]}
        kind="all"
        isRoot
        isPlain
        of={own}
        pathOf={(index) => [index]}
        onChange={(of) => onChange(of.length === 0 ? null : { kind: 'all', of })}
      />
    </div>
  );
}
