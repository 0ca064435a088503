import { useCallback, useState } from 'react';

/** Which composers hold something that would be lost with the dialog. */
export function useHeld(): { readonly any: boolean; readonly hold: (id: string, held: boolean) => void } {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const hold = useCallback((id: string, held: boolean) => {
    setIds((before) => {
      if (before.has(id) === held) return before;
      const after = new Set(before);
      if (held) after.add(id);
      else after.delete(id);
      return after;
    });
  }, []);
  return { any: ids.size > 0, hold };
}
