import { useCallback, useEffect, useRef, useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { failureWords } from '../../../parts/failure-words';
import type { Way } from '../../../wire';

/** When it is looked what has become of a comment that is on its way, each counted from the look before. */
const LOOKS_MS = [1_500, 2_500, 4_000, 8_000, 15_000, 30_000];

export interface Push {
  readonly sending: boolean;
  /** What to tell of the last one. */
  readonly said: string;
  readonly push: (commentId: string) => void;
}

/** Has single comments copied to the other side (CMT-2). `onAsked` is told which was taken. */
export function usePush(recordId: string, way: Way, onAsked: (commentId: string) => void): Push {
  const locale = useLocale();
  const { sending, send } = useAction('pushComment');
  const [said, setSaid] = useState('');
  const push = useCallback(
    (commentId: string) => {
      setSaid('');
      void send({ recordId, way, commentId }).then((outcome) => {
        if (outcome === null) return;
        if (outcome.kind === 'ok') {
          onAsked(commentId);
          setSaid(locale.t('copy.asked'));
        } else {
          const { title, detail } = failureWords(outcome.failure, locale);
          setSaid(locale.t('copy.failed', { reason: detail ?? title }));
        }
      });
    },
    [send, recordId, way, onAsked, locale],
  );
  return { sending, said, push };
}

/** Looks again while a copy is on its way, ever more rarely, and not while nobody sees the page. */
export function useCopiesOnTheirWay(pending: boolean, look: () => void): void {
  const looks = useRef(0);
  useEffect(() => {
    if (!pending) {
      looks.current = 0;
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (): void => {
      const wait = LOOKS_MS[looks.current];
      if (wait === undefined) return;
      timer = setTimeout(() => {
        looks.current += 1;
        if (!document.hidden) look();
        later();
      }, wait);
    };
    later();
    return () => clearTimeout(timer);
  }, [pending, look]);
}
