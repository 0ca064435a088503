import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { openHistory, type PageAddress, type PageHistory } from '../bridge/history';
import { GuardContext, type Guard } from './use-guard';

/** Where in the admin page someone is, and the way elsewhere. */
export interface AdminPlace {
  /** The page's key, as the address has it; empty when it names none. */
  readonly page: string;
  /** How many steps of the first set-up are behind; none when it is not going on. */
  readonly setup: number | null;
  /** Where the user wants to go although changes are not saved. */
  readonly asked: string | null;
  /** Goes to a page, or asks first when changes are not saved. `setup` goes on with the first set-up, or ends it. */
  readonly go: (page: string, setup?: number | null) => void;
  /** Goes where the user wanted to go, without saving. */
  readonly leave: () => void;
  /** Stays. */
  readonly stay: () => void;
}

interface Spot {
  readonly page: string;
  readonly setup: number | null;
}

const PlaceContext = createContext<AdminPlace | null>(null);

export function useAdminPlace(): AdminPlace {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error('`useAdminPlace` outside of the admin page');
  return place;
}

/** Keeps the place in the address of the page around, and holds back whoever would lose changes. */
export function AdminPlaceProvider({ children }: { children: ReactNode }) {
  const history = useRef<PageHistory | null>(null);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [asked, setAsked] = useState<Spot | null>(null);
  const [held] = useState(() => new Set<string>());
  const current = useRef<Spot>({ page: '', setup: null });

  const show = useCallback((next: Spot) => {
    current.current = next;
    setSpot(next);
    setAsked(null);
  }, []);

  useEffect(() => {
    let ended = false;
    let end = (): void => undefined;
    void openHistory().then((opened) => {
      if (ended) return;
      history.current = opened;
      show(spotOf(opened.current()));
      end = opened.onStep((address) => {
        const next = spotOf(address);
        if (held.size === 0) show(next);
        else {
          // The step is taken already; it is taken back until the user has said that it is meant.
          opened.push(addressOf(current.current));
          setAsked(next);
        }
      });
    });
    return () => {
      ended = true;
      end();
    };
  }, [held, show]);

  const guard = useMemo<Guard>(
    () => ({ hold: (id) => void held.add(id), release: (id) => void held.delete(id) }),
    [held],
  );
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (held.size > 0) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [held]);

  const walk = useCallback(
    (next: Spot) => {
      history.current?.push(addressOf(next));
      show(next);
    },
    [show],
  );
  const go = useCallback(
    (page: string, setup?: number | null) => {
      const from = current.current;
      const next = { page, setup: setup === undefined ? from.setup : setup };
      if (next.page === from.page && next.setup === from.setup) return;
      if (held.size > 0 && page !== from.page) setAsked(next);
      else walk(next);
    },
    [held, walk],
  );
  const leave = useCallback(() => {
    if (asked !== null) walk(asked);
  }, [asked, walk]);
  const stay = useCallback(() => setAsked(null), []);

  const place = useMemo<AdminPlace>(
    () => ({ page: '', setup: null, ...spot, asked: asked?.page ?? null, go, leave, stay }),
    [spot, asked, go, leave, stay],
  );
  if (spot === null) return null;
  return (
    <GuardContext.Provider value={guard}>
      <PlaceContext.Provider value={place}>{children}</PlaceContext.Provider>
    </GuardContext.Provider>
  );
}

function spotOf({ pathname, search }: PageAddress): Spot {
  const setup = Number.parseInt(new URLSearchParams(search).get('setup') ?? '', 10);
  return { page: pathname.split('/').filter((part) => part !== '')[0] ?? '', setup: Number.isNaN(setup) ? null : setup };
}

function addressOf({ page, setup }: Spot): string {
  return setup === null ? `/${page}` : `/${page}?setup=${setup}`;
}
