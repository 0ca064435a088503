import Button from '@atlaskit/button/new';
import { useEffect, useRef, useState } from 'react';
import { useLocale } from '../../locale/locale';
import type { ImageRef } from '../../wire';
import { plainName } from '../plain-text';
import { VisuallyHidden } from '../visually-hidden';
import { useRecordImages, type Fetched } from './record-images';
import styles from './safe-html.module.css';

/** An image of the record, fetched when it comes into sight. */
export function FetchedImage({ image, name }: { image: ImageRef; name: string }) {
  const { t } = useLocale();
  const images = useRecordImages();
  const [fetched, setFetched] = useState<Fetched | null>(null);
  const [broken, setBroken] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const place = useRef<HTMLSpanElement>(null);
  const key = JSON.stringify(image);
  const called = plainName(name) || t('image.unnamed');

  useEffect(() => {
    if (place.current === null) return undefined;
    let wanted = true;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        void images.fetch(JSON.parse(key) as ImageRef).then((outcome) => wanted && setFetched(outcome));
      },
      { rootMargin: '200px' },
    );
    observer.observe(place.current);
    return () => {
      wanted = false;
      observer.disconnect();
    };
  }, [images, key, attempt]);

  if (fetched === null)
    return (
      <span ref={place} className={styles.waiting} data-loading="true">
        <VisuallyHidden>{t('image.loading', { name: called })}</VisuallyHidden>
      </span>
    );
  if (fetched.kind === 'ready' && !broken)
    return <img className={styles.image} src={fetched.source} alt={called} onError={() => setBroken(true)} />;
  return (
    <span className={styles.failed}>
      {t('image.failed', { name: called })}
      {fetched.kind === 'failed' && fetched.failure.retryable && (
        <Button
          spacing="compact"
          appearance="subtle"
          onClick={() => {
            setFetched(null);
            setAttempt((before) => before + 1);
          }}
        >
          {t('action.tryAgain')}
        </Button>
      )}
    </span>
  );
}
