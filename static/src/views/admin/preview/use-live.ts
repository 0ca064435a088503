import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure, type PayloadOf, type ViewOf } from '../../../bridge/calls';

/** Long enough that whoever types is not answered letter by letter. */
const PAUSE_MS = 400;

type Preview = 'previewMapping' | 'tryRule';

export interface Live<View> {
  /** The last answer; while the next one is awaited, the one before. */
  readonly view: View | null;
  /** Whether the answer is of something that was edited since. */
  readonly busy: boolean;
  readonly failure: PageFailure | null;
  readonly retry: () => void;
}

/**
 * Asks what would happen, again whenever what is asked about has changed and rested for a moment. Only the answer to
 * what was asked last counts. Without a payload nothing is asked, and nothing shown.
 */
export function useLive<Name extends Preview>(name: Name, payload: PayloadOf<Name> | null): Live<ViewOf<Name>> {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly view: ViewOf<Name> } | null>(null);
  const [refusal, setRefusal] = useState<{ readonly key: string; readonly failure: PageFailure } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const answered = useRef(false);
  const key = payload === null ? null : JSON.stringify(payload);

  useEffect(() => {
    if (key === null) return undefined;
    let wanted = true;
    const ask = async (): Promise<void> => {
      const outcome = await call(name, JSON.parse(key) as PayloadOf<Name>);
      if (!wanted) return;
      if (outcome.kind === 'ok') {
        answered.current = true;
        setAnswer({ key, view: outcome.view });
        setRefusal(null);
      } else setRefusal({ key, failure: outcome.failure });
    };
    // What is asked first nobody is typing.
    const timer = setTimeout(() => void ask(), answered.current ? PAUSE_MS : 0);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [name, key, attempt]);

  const retry = useCallback(() => {
    setRefusal(null);
    setAttempt((before) => before + 1);
  }, []);
  const failure = refusal !== null && refusal.key === key ? refusal.failure : null;
  return {
    view: key === null ? null : (answer?.view ?? null),
    busy: key !== null && failure === null && answer?.key !== key,
    failure,
    retry,
  };
}
