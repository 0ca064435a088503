import Button from '@atlaskit/button/new';
import CopyIcon from '@atlaskit/icon/core/copy';
import { useId, useRef, useState } from 'react';
import { copyText } from '../bridge/clipboard';
import { useLocale } from '../locale/locale';
import { Announcement } from './announcement';
import styles from './copy-field.module.css';

/** A text that has to be taken elsewhere just as it is. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const { t } = useLocale();
  const id = useId();
  const text = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  const onCopy = async (): Promise<void> => {
    if (await copyText(value)) {
      setSaid(t('copy.done'));
      return;
    }
    // The text is selected instead, so that the keys that copy do the rest.
    if (text.current !== null) window.getSelection()?.selectAllChildren(text.current);
    setSaid(t('copy.refused'));
  };
  return (
    <div>
      <div id={id} className={styles.label}>
        {label}
      </div>
      <div className={styles.row}>
        <code ref={text} className={styles.value} aria-labelledby={id}>
          {value}
        </code>
        <Button spacing="compact" iconBefore={CopyIcon} onClick={() => void onCopy()} aria-label={t('copy.copyThis', { label })}>
          {t('copy.copy')}
        </Button>
        {said !== '' && (
          <span className={styles.said} aria-hidden="true">
            {said}
          </span>
        )}
      </div>
      <Announcement>{said}</Announcement>
    </div>
  );
}
