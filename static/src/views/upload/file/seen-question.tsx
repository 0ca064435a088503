import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useLocale } from '../../../locale/locale';
import { DialogFrame } from '../../../parts/dialog-frame';
import { plainName } from '../../../parts/plain-text';
import { sentences } from '../../../locale/sentence';
import { When } from '../../../parts/when';
import type { BulkFileView } from '../../../wire';
import { briefWords } from '../brief-words';
import { StepTracker } from '../step-tracker';

interface Props {
  readonly file: BulkFileView;
  readonly onAgain: () => void;
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

/** Asks before a file whose content was uploaded before is taken again. */
export function SeenQuestion({ file: { attachment, seen }, onAgain, onLeave, onClose }: Props) {
  const { t } = useLocale();
  return (
    <DialogFrame
      title={t('upload.title')}
      subtitle={<StepTracker current="file" />}
      onClose={onClose}
      footer={
        <>
          <Button appearance="subtle" onClick={onLeave}>
            {t('upload.seen.leave')}
          </Button>
          <Button appearance="warning" onClick={onAgain}>
            {t('upload.seen.again')}
          </Button>
        </>
      }
    >
      <div role="alert" data-seen={seen?.brief.phase}>
        <SectionMessage appearance="warning" title={t('upload.seen.title')}>
          <p>
            <bdi>{plainName(attachment.name)}</bdi>
          </p>
          {seen !== null && (
            <p>
              {seen.issueKey === null
                ? sentences(briefWords(seen.brief, t))
                : t('upload.seen.on', { key: seen.issueKey, what: `${briefWords(seen.brief, t)}.` })}{' '}
              <When atMs={seen.brief.atMs} />
            </p>
          )}
          <p>{t('upload.seen.text')}</p>
        </SectionMessage>
      </div>
    </DialogFrame>
  );
}
