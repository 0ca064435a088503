import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useId } from 'react';
import { useNow } from '../../../hooks/use-now';
import { useLocale } from '../../../locale/locale';
import { plainName } from '../../../parts/plain-text';
import { sentences } from '../../../locale/sentence';
import { When } from '../../../parts/when';
import type { BulkAttachment, BulkBrief } from '../../../wire';
import { briefWords } from '../brief-words';
import styles from '../upload.module.css';

/** CSV files that the issue has already. */
export function AttachedFiles({ files, onUse }: { files: readonly BulkAttachment[]; onUse: (file: BulkAttachment) => void }) {
  const { t, format } = useLocale();
  const now = useNow();
  const id = useId();
  if (files.length === 0) return null;
  return (
    <section aria-labelledby={id} className={styles.section}>
      <div id={id}>
        <Heading size="xsmall" as="h2">
          {t('upload.attached')}
        </Heading>
      </div>
      <ul className={styles.files}>
        {files.map((file) => {
          const meta = { bytes: format.bytes(file.bytes), age: format.age(file.createdMs, now) ?? t('age.now') };
          return (
            <li key={file.id} className={styles.file}>
              <div className={styles.fileText}>
                <bdi className={styles.fileName}>{plainName(file.name)}</bdi>
                <span className={styles.hint}>
                  {file.author === '' ? t('upload.file.meta', meta) : t('upload.file.metaBy', { ...meta, author: file.author })}
                </span>
              </div>
              <Button
                spacing="compact"
                aria-label={t('upload.file.useThis', { name: plainName(file.name) })}
                onClick={() => onUse(file)}
              >
                {t('upload.file.use')}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What came of the files before. */
export function EarlierUploads({ earlier, onShow }: { earlier: readonly BulkBrief[]; onShow: (jobId: string) => void }) {
  const { t } = useLocale();
  const id = useId();
  if (earlier.length === 0) return null;
  return (
    <section aria-labelledby={id} className={styles.section}>
      <div id={id}>
        <Heading size="xsmall" as="h2">
          {t('upload.earlier')}
        </Heading>
      </div>
      <ul className={styles.files}>
        {earlier.map((brief) => (
          <li key={brief.jobId} className={styles.file}>
            <div className={styles.fileText}>
              <span>{sentences(briefWords(brief, t))}</span> <When atMs={brief.atMs} />
            </div>
            <Button
              spacing="compact"
              aria-label={t('upload.earlier.showThis', { name: plainName(brief.file) })}
              onClick={() => onShow(brief.jobId)}
            >
              {t('upload.earlier.show')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
