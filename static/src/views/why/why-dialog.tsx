import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useCallback, useMemo } from 'react';
import { closeDialog, type ListedRecord } from '../../bridge/dialogs';
import { openSettings } from '../../bridge/outside';
import { useLocale, type Locale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import { LinesSkeleton } from '../../parts/skeletons';
import { workWords } from '../../parts/failure-words';
import type { ObjectChoice, Setback, WhyView } from '../../wire';
import { ActivityList } from './activity-list';
import { decisionSentence, type Names } from './decision-words';
import { NowList } from './now-list';
import { useWhy, type Why } from './use-why';
import { WaitingList } from './waiting-list';
import styles from './why.module.css';

interface Props {
  readonly objects: readonly ObjectChoice[];
  readonly records: readonly ListedRecord[];
  readonly mayConfigure: boolean;
  /** What stands against bringing the issue and its records in step. */
  readonly setback: Setback | null;
}

/** Why something happened on the issue, or did not (D-2): what was decided, and what the rules say now. */
export function WhyDialog({ objects, records, mayConfigure, setback }: Props) {
  const locale = useLocale();
  const { t } = locale;
  const why = useWhy();
  const { loaded } = why;
  const names = useMemo<Names>(
    () => ({
      object: (object) => objects.find((each) => each.object === object)?.label ?? object,
      record: (id) => records.find((each) => each.id === id)?.name ?? null,
    }),
    [objects, records],
  );
  const onClose = useCallback(() => void closeDialog(why.ran ? { kind: 'ranAgain' } : undefined), [why.ran]);
  return (
    <DialogFrame
      title={t('why.title')}
      subtitle={t('why.subtitle')}
      busy={why.running !== null}
      onClose={onClose}
      footer={
        <>
          {loaded.kind === 'ready' && (
            <Button appearance="subtle" isLoading={loaded.refreshing} onClick={why.reload}>
              {t('action.refresh')}
            </Button>
          )}
          <Button isDisabled={why.running !== null} onClick={onClose}>
            {t('action.close')}
          </Button>
        </>
      }
    >
      {loaded.kind === 'loading' && <LinesSkeleton lines={6} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={why.reload} />}
      {loaded.kind === 'ready' && (
        <Body why={why} view={loaded.view} names={names} mayConfigure={mayConfigure} setback={setback} />
      )}
      <Announcement>{announcement(why, names, locale)}</Announcement>
    </DialogFrame>
  );
}

interface BodyProps {
  readonly why: Why;
  readonly view: WhyView;
  readonly names: Names;
  readonly mayConfigure: boolean;
  readonly setback: Setback | null;
}

function Body({ why, view, names, mayConfigure, setback }: BodyProps) {
  const { t } = useLocale();
  const nothing = view.now.length === 0 && view.activity.length === 0 && view.waiting.length === 0;
  return (
    <>
      <Stale why={why} />
      {why.failure !== null && <FailureMessage failure={why.failure} />}
      {view.pending && (
        <div className={parts.message} data-pending="true">
          <SectionMessage appearance="information" title={t('why.pending')}>
            <p>{t('why.pendingHint')}</p>
          </SectionMessage>
        </div>
      )}
      {setback !== null && <NotInStep setback={setback} />}
      {nothing ? (
        <Empty title={t('why.nothing')} hint={t(mayConfigure ? 'why.nothingHint.admin' : 'why.nothingHint.other')}>
          {mayConfigure && <Button onClick={() => void openSettings()}>{t('why.openRules')}</Button>}
        </Empty>
      ) : (
        <>
          {view.waiting.length > 0 && (
            <section className={styles.section} data-section="waiting">
              <Heading size="small" as="h2">
                {t('why.waiting')}
              </Heading>
              <p className={styles.quiet}>{t('why.waitingHint')}</p>
              <WaitingList waiting={view.waiting} />
            </section>
          )}
          <section className={styles.section} data-section="activity">
            <Heading size="small" as="h2">
              {t('why.activity')}
            </Heading>
            {view.activity.length === 0 ? (
              <p className={styles.quiet}>{t('why.noActivity')}</p>
            ) : (
              <ActivityList
                // What is newest decides what is open.
                key={view.activity[0]?.atMs}
                activity={view.activity}
                names={names}
              />
            )}
          </section>
          <section className={styles.section} data-section="now">
            <Heading size="small" as="h2">
              {t('why.now')}
            </Heading>
            <p className={styles.quiet}>{t(view.now.length === 0 ? 'why.noRules' : 'why.nowHint')}</p>
            <NowList rules={view.now} names={names} running={why.running} onRun={why.run} />
          </section>
        </>
      )}
    </>
  );
}

/** Why the issue and its records are not in step, and what happens next. */
function NotInStep({ setback: { failure, next } }: { setback: Setback }) {
  const locale = useLocale();
  const { t } = locale;
  const { title, detail, remedy } = workWords(failure, locale);
  return (
    <div className={parts.message} data-not-in-step={failure.code}>
      <SectionMessage appearance="warning" title={t('why.waits')}>
        <p>{[`${title}.`, detail, remedy].filter((part) => part !== null).join(' ')}</p>
        <p>{t(`setback.next.${next}`)}</p>
      </SectionMessage>
    </div>
  );
}

/** Why what is shown is old. */
function Stale({ why: { loaded, reload } }: { why: Why }) {
  const { t } = useLocale();
  if (loaded.kind !== 'ready' || loaded.trouble === null) return null;
  return <FailureMessage failure={loaded.trouble} onRetry={reload} stillShown={t('why.stale')} />;
}

function announcement({ loaded, running, ran }: Why, names: Names, locale: Locale): string {
  const { t } = locale;
  if (running !== null) return t('why.running');
  if (loaded.kind !== 'ready') return '';
  const { activity, pending } = loaded.view;
  if (ran && pending) return t('why.ranPending');
  const newest = activity[0]?.decisions[0];
  if (ran && newest !== undefined) return t('why.ran', { sentence: decisionSentence(newest, names, locale) });
  if (pending) return t('why.pending');
  return t('why.shown', { count: activity.length });
}
