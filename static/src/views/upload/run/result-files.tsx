import Heading from '@atlaskit/heading';
import { useEffect, useId, useState } from 'react';
import { attachmentAddresses } from '../../../bridge/attachments';
import { useIssueId } from '../../../hooks/use-issue';
import { useLocale } from '../../../locale/locale';
import { OutsideLink } from '../../../parts/outside-link';
import parts from '../../../parts/parts.module.css';
import { plainName } from '../../../parts/plain-text';
import type { BulkResultFile } from '../../../wire';
import styles from '../upload.module.css';

/** The result files, with the way to each where Jira shows it to this user. */
export function ResultFiles({ files }: { files: readonly BulkResultFile[] }) {
  const { t } = useLocale();
  const issueId = useIssueId();
  const id = useId();
  const [addresses, setAddresses] = useState<ReadonlyMap<string, string>>(new Map());
  const ids = files.map(({ attachmentId }) => attachmentId).join('/');
  useEffect(() => {
    let ended = false;
    void attachmentAddresses(issueId).then((found) => {
      if (!ended) setAddresses(found);
    });
    return () => {
      ended = true;
    };
  }, [issueId, ids]);
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div id={id}>
        <Heading size="xsmall" as="h3">
          {t('upload.over.files')}
        </Heading>
      </div>
      <ul className={styles.files}>
        {files.map(({ name, failure, rows, attachmentId }) => {
          // An earlier file may have the same name.
          const address = attachmentId === null ? undefined : addresses.get(attachmentId);
          const shown = <bdi>{plainName(name)}</bdi>;
          return (
            <li key={name} className={styles.file} data-file={failure ? 'failure' : 'success'}>
              <div className={styles.fileText}>
                <span className={styles.fileName}>
                  {address === undefined ? shown : <OutsideLink address={address}>{shown}</OutsideLink>}
                </span>
                <span className={styles.hint}>{t(failure ? 'upload.over.failure' : 'upload.over.success', { count: rows })}</span>
              </div>
            </li>
          );
        })}
      </ul>
      <p className={parts.subtle}>{t('upload.over.filesHint')}</p>
    </section>
  );
}
