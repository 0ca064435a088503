import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import { LinesSkeleton } from '../../parts/skeletons';
import type { Choice, ConflictRow, ConflictsView, Way } from '../../wire';
import { ConflictField } from './conflict-field';
import styles from './conflict.module.css';

/** What was chosen, by the field and the values that it was chosen for. */
type Choices = ReadonlyMap<string, Way>;

/** Fields that both sides have changed, side by side, to be decided (D-8). */
export function ConflictDialog() {
  const { t } = useLocale();
  const { loaded, reload, replace } = useView('conflicts', {});
  const { sending, failure, send } = useAction('decideConflicts');
  const [choices, setChoices] = useState<Choices>(new Map());
  const [decided, setDecided] = useState(0);
  const view = loaded.kind === 'ready' ? loaded.view : null;
  const chosen = view === null ? [] : chosenOf(view, choices);

  const onApply = async (): Promise<void> => {
    const outcome = await send({ choices: chosen });
    if (outcome?.kind !== 'ok') return;
    const { outdated } = outcome.view;
    const done = decided + chosen.length - outdated;
    setDecided(done);
    setChoices(new Map());
    replace(outcome.view);
    if (outdated === 0) await closeDialog({ kind: 'decided', decided: done });
  };
  const close = (): void => {
    void (decided === 0 ? closeDialog() : closeDialog({ kind: 'decided', decided }));
  };
  const choose = (rows: readonly ConflictRow[], way: Way): void =>
    setChoices((before) => new Map([...before, ...rows.map((row) => [keyOf(row), way] as const)]));

  return (
    <DialogFrame
      title={t('conflict.title')}
      subtitle={t(view !== null && !view.mayDecide ? 'conflict.subtitleLook' : 'conflict.subtitle')}
      busy={sending}
      onClose={close}
      footer={
        view !== null && view.mayDecide && view.rows.length > 0 ? (
          <>
            <Button appearance="subtle" isDisabled={sending} onClick={close}>
              {t('action.cancel')}
            </Button>
            <Button
              appearance="primary"
              isDisabled={chosen.length === 0}
              isLoading={sending}
              onClick={() => void onApply()}
            >
              {chosen.length === 0 ? t('conflict.applyNone') : t('conflict.apply', { count: chosen.length })}
            </Button>
          </>
        ) : (
          <Button onClick={close}>{t('action.close')}</Button>
        )
      }
    >
      {loaded.kind === 'loading' && <LinesSkeleton lines={6} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && loaded.trouble !== null && (
        <FailureMessage failure={loaded.trouble} onRetry={reload} stillShown={t('conflict.stale')} />
      )}
      {failure !== null && <FailureMessage failure={failure} onRetry={() => void onApply()} />}
      {view !== null && view.outdated > 0 && <Outdated count={view.outdated} />}
      {view !== null &&
        (view.rows.length === 0 ? (
          <Empty title={t('conflict.none')} hint={t('conflict.noneHint')} />
        ) : (
          <Fields view={view} choices={choices} disabled={sending} onChoose={choose} />
        ))}
      <Announcement>
        {sending ? t('conflict.sending') : view === null ? '' : t('conflict.shown', { count: view.rows.length })}
      </Announcement>
    </DialogFrame>
  );
}

/** That some values were not decided. */
function Outdated({ count }: { count: number }) {
  const { t } = useLocale();
  return (
    <div role="alert" className={parts.message} data-outdated={count}>
      <SectionMessage appearance="warning" title={t('conflict.outdated.title', { count })}>
        <p>{t('conflict.outdated.text')}</p>
      </SectionMessage>
    </div>
  );
}

interface FieldsProps {
  readonly view: ConflictsView;
  readonly choices: Choices;
  readonly disabled: boolean;
  readonly onChoose: (rows: readonly ConflictRow[], way: Way) => void;
}

function Fields({ view: { rows, mayDecide }, choices, disabled, onChoose }: FieldsProps) {
  const { t } = useLocale();
  const open = rows.filter(({ hidden }) => !hidden);
  const records = new Set(rows.map(({ recordId }) => recordId)).size;
  return (
    <>
      {mayDecide && open.length > 1 && (
        <div className={styles.all} role="group" aria-label={t('conflict.allHint')}>
          <Button spacing="compact" isDisabled={disabled} onClick={() => onChoose(open, 'toSalesforce')}>
            {t('conflict.allJira')}
          </Button>
          <Button spacing="compact" isDisabled={disabled} onClick={() => onChoose(open, 'toJira')}>
            {t('conflict.allSalesforce')}
          </Button>
        </div>
      )}
      <div className={styles.fields}>
        {rows.map((row) => (
          <ConflictField
            key={`${row.recordId} ${row.field}`}
            row={row}
            named={records > 1}
            chosen={choices.get(keyOf(row)) ?? row.decided}
            onChoose={mayDecide && !row.hidden && !disabled ? (way) => onChoose([row], way) : null}
          />
        ))}
      </div>
    </>
  );
}

function keyOf({ recordId, field, digest }: ConflictRow): string {
  return `${recordId} ${field} ${digest}`;
}

/** What is new of what was chosen. */
function chosenOf({ rows }: ConflictsView, choices: Choices): Choice[] {
  return rows.flatMap((row) => {
    const { recordId, field, digest, decided } = row;
    const way = choices.get(keyOf(row));
    return way === undefined || way === decided ? [] : [{ recordId, field, way, digest }];
  });
}
