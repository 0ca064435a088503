import Button from '@atlaskit/button/new';
import { useEffect, useRef } from 'react';
import type { DialogRequest } from '../../bridge/dialogs';
import { useNow } from '../../hooks/use-now';
import { useLocale } from '../../locale/locale';
import { plainName } from '../../parts/plain-text';
import { sentences } from '../../locale/sentence';
import { When } from '../../parts/when';
import type { BulkBrief, PanelView } from '../../wire';
import { briefWords, isMoving, isOver } from '../upload/brief-words';
import { ProgressBar } from '../upload/progress-bar';
import { useJob } from '../upload/run/use-job';
import styles from './panel.module.css';

/** What is over is told so long. */
const TOLD_FOR_MS = 24 * 60 * 60 * 1_000;

interface Props {
  readonly view: PanelView;
  readonly onOpen: (request: DialogRequest) => void;
  /** Told when cases may have come. */
  readonly onOver: () => void;
}

/** The last creation of cases from a file: how far it has come, or for a day what came of it (BLK-6, BLK-8). */
export function BulkLine({ view: { bulk, allowed }, onOpen, onOver }: Props) {
  const now = useNow();
  if (bulk === null || (isOver(bulk.phase) && now - bulk.atMs > TOLD_FOR_MS)) return null;
  const open = allowed.bulk ? () => onOpen({ dialog: 'upload', jobId: bulk.jobId }) : null;
  return isMoving(bulk.phase) ? (
    <Moving key={bulk.jobId} brief={bulk} onOpen={open} onOver={onOver} />
  ) : (
    <Line brief={bulk} thousandths={null} onOpen={open} />
  );
}

interface MovingProps {
  readonly brief: BulkBrief;
  readonly onOpen: (() => void) | null;
  readonly onOver: () => void;
}

function Moving({ brief, onOpen, onOver }: MovingProps) {
  const { job } = useJob(brief.jobId, null, true);
  const phase = job?.brief.phase ?? brief.phase;
  const told = useRef(false);
  useEffect(() => {
    if (isMoving(phase) || told.current) return;
    told.current = true;
    onOver();
  }, [phase, onOver]);
  return <Line brief={job?.brief ?? brief} thousandths={job?.thousandths ?? null} onOpen={onOpen} />;
}

interface LineProps {
  readonly brief: BulkBrief;
  readonly thousandths: number | null;
  readonly onOpen: (() => void) | null;
}

function Line({ brief, thousandths, onOpen }: LineProps) {
  const { t } = useLocale();
  const name = plainName(brief.file);
  return (
    <section className={styles.bulk} aria-label={t('upload.panel.label')} data-bulk={brief.phase}>
      <div className={styles.bulkText}>
        <p>
          {sentences(briefWords(brief, t))} {isOver(brief.phase) && <When atMs={brief.atMs} />}
        </p>
        {isMoving(brief.phase) && <ProgressBar label={t('upload.run.progress')} thousandths={thousandths} />}
      </div>
      {onOpen !== null && (
        <Button spacing="compact" aria-label={t('upload.panel.openThis', { name })} onClick={onOpen}>
          {t('upload.panel.open')}
        </Button>
      )}
    </section>
  );
}
