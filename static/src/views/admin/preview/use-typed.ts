import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure, type PayloadOf, type ViewOf } from '../../../bridge/calls';

/** Long enough that a fast typist makes one call a word, not one a letter. */
const PAUSE_MS = 300;

type Finder = 'findIssues' | 'findRecords' | 'findPeople' | 'roleChoices';

/** What each calls the words that were typed. */
const WORDS = { findIssues: 'text', findRecords: 'text', findPeople: 'query', roleChoices: 'query' } as const;

type Place<Name extends Finder> = Omit<PayloadOf<Name>, (typeof WORDS)[Name]>;

export interface Typed<View> {
  readonly view: View | null;
  readonly searching: boolean;
  readonly failure: PageFailure | null;
  readonly search: (text: string) => void;
}

/** Looks for what is typed, in one place. Only the answer to what was typed last counts. */
export function useTyped<Name extends Finder>(name: Name, place: Place<Name>): Typed<ViewOf<Name>> {
  const [view, setView] = useState<ViewOf<Name> | null>(null);
  const [searching, setSearching] = useState(false);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  const latest = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const key = JSON.stringify(place);

  useEffect(
    () => () => {
      latest.current += 1;
      clearTimeout(timer.current);
    },
    [],
  );
  const search = useCallback(
    (text: string) => {
      clearTimeout(timer.current);
      const turn = ++latest.current;
      setFailure(null);
      setSearching(true);
      const ask = (): void => {
        const payload = { ...(JSON.parse(key) as Place<Name>), [WORDS[name]]: text.trim() } as unknown as PayloadOf<Name>;
        void call(name, payload).then((outcome) => {
          if (turn !== latest.current) return;
          setSearching(false);
          if (outcome.kind === 'ok') setView(outcome.view);
          else setFailure(outcome.failure);
        });
      };
      timer.current = setTimeout(ask, text === '' ? 0 : PAUSE_MS);
    },
    [name, key],
  );
  return { view, searching, failure, search };
}
