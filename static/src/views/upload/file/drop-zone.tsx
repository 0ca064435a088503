import Button from '@atlaskit/button/new';
import UploadIcon from '@atlaskit/icon/core/upload';
import { useRef, useState, type DragEvent } from 'react';
import { useLocale } from '../../../locale/locale';
import styles from '../upload.module.css';

interface Props {
  readonly bytesMax: number;
  readonly rowsMax: number;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Where a file from the computer comes in: dropped, or chosen with the browser's own dialog. */
export function DropZone({ bytesMax, rowsMax, onFiles }: Props) {
  const { t, format } = useLocale();
  const input = useRef<HTMLInputElement>(null);
  // Elements within are entered and left too.
  const [over, setOver] = useState(0);
  const onDrag = (event: DragEvent, change: number): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver((before) => Math.max(0, before + change));
  };
  return (
    <div
      className={styles.zone}
      data-over={over > 0}
      onDragEnter={(event) => onDrag(event, 1)}
      onDragOver={(event) => onDrag(event, 0)}
      onDragLeave={(event) => onDrag(event, -1)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(0);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <UploadIcon label="" color="currentColor" />
      <p>
        {t('upload.drop')} {t('upload.dropOr')}
      </p>
      <Button appearance="primary" onClick={() => input.current?.click()}>
        {t('upload.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen again after it was mended.
          event.currentTarget.value = '';
          onFiles(files);
        }}
      />
      <p className={styles.hint}>
        {t('upload.limits', { bytes: format.bytes(bytesMax), rows: format.number(rowsMax, 0) })} {t('upload.attachNote')}
      </p>
    </div>
  );
}
