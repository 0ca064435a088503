import { useCallback, useEffect, useState } from "react";

/** What is being loaded, or was. While it loads again, the value before stays. */
export type Loaded<T> = {
  readonly value: T | undefined;
  readonly error: string | undefined;
  readonly reload: () => void;
};

/** Loads a value, again whenever `load` is another function; make it with `useCallback`. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: string }>({});
  const [version, setVersion] = useState(0);
  useEffect(() => {
    let current = true;
    load().then(
      (value) => {
        if (current) setState({ value });
      },
      (thrown: unknown) => {
        if (current) setState({ error: thrown instanceof Error ? thrown.message : String(thrown) });
      },
    );
    return () => {
      current = false;
    };
  }, [load, version]);
  const reload = useCallback(() => setVersion((before) => before + 1), []);
  return { value: state.value, error: state.error, reload };
}
