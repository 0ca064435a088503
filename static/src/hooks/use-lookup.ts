import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure } from '../bridge/calls';
import type { LookupOption } from '../wire';

/** Long enough that a fast typist makes one call a word, not one a letter. */
const PAUSE_MS = 300;

export interface Lookup {
  readonly options: readonly LookupOption[];
  readonly searching: boolean;
  readonly failure: PageFailure | null;
  readonly search: (text: string) => void;
}

/** Looks for records for a lookup field while the user types. Only the answer to what was typed last counts. */
export function useLookup(object: string, field: string): Lookup {
  const [options, setOptions] = useState<readonly LookupOption[]>([]);
  const [searching, setSearching] = useState(false);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  const latest = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  const search = useCallback(
    (text: string) => {
      clearTimeout(timer.current);
      const turn = ++latest.current;
      setFailure(null);
      if (text.trim() === '') {
        setOptions([]);
        setSearching(false);
        return;
      }
      setSearching(true);
      timer.current = setTimeout(() => {
        void call('lookup', { object, field, text }).then((outcome) => {
          if (turn !== latest.current) return;
          setSearching(false);
          if (outcome.kind === 'ok') setOptions(outcome.view.options);
          else setFailure(outcome.failure);
        });
      }, PAUSE_MS);
    },
    [object, field],
  );
  return { options, searching, failure, search };
}
