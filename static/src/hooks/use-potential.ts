import { useEffect, useState } from 'react';
import { call, type PageFailure } from '../bridge/calls';
import type { FieldValue, PotentialResultsView } from '../wire';

/** Long enough that a fast typist makes one call a thought, not one a letter. */
const PAUSE_MS = 400;

export interface Potential {
  /** What was found last; it stays while it is looked again. */
  readonly found: PotentialResultsView | null;
  readonly searching: boolean;
  readonly failure: PageFailure | null;
  readonly again: () => void;
}

interface Answered {
  /** What was asked, so that an answer to something else is known for what it is. */
  readonly asked: string;
  readonly found: PotentialResultsView | null;
  readonly failure: PageFailure | null;
}

/**
 * Looks for records like the one that is being typed, whenever what it looks by has changed for a moment. An answer to
 * what is typed no longer is dropped. Without values nothing is asked.
 */
export function usePotential(object: string, values: Readonly<Record<string, FieldValue>>): Potential {
  const [answer, setAnswer] = useState<Answered>({ asked: '', found: null, failure: null });
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(values);
  const nothing = Object.keys(values).length === 0;
  const asked = `${attempt} ${key}`;

  useEffect(() => {
    if (nothing) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void call('potentialResults', { object, values: JSON.parse(key) as Record<string, FieldValue> }).then((outcome) => {
        if (!current) return;
        setAnswer(({ found }) =>
          outcome.kind === 'ok'
            ? { asked, found: outcome.view, failure: null }
            : { asked, found, failure: outcome.failure },
        );
      });
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [object, key, nothing, asked]);
  const answered = answer.asked === asked;
  return {
    found: nothing ? null : answer.found,
    searching: !nothing && !answered,
    failure: !nothing && answered ? answer.failure : null,
    again: () => setAttempt((before) => before + 1),
  };
}
