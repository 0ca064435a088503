import { useCallback, useRef } from 'react';

/**
 * The id under which something is posted: 32 hexadecimal digits. As long as it is the same words for the same place, it is
 * the same id, so that sending again after a lost answer posts nothing twice; other words are another post.
 */
export function usePostId(): { readonly idOf: (content: string) => string; readonly done: () => void } {
  const last = useRef<{ readonly content: string; readonly id: string } | null>(null);
  const idOf = useCallback((content: string) => {
    if (last.current?.content !== content) last.current = { content, id: crypto.randomUUID().replaceAll('-', '') };
    return last.current.id;
  }, []);
  const done = useCallback(() => {
    last.current = null;
  }, []);
  return { idOf, done };
}
