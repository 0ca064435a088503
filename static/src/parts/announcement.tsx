import { VisuallyHidden } from './visually-hidden';

/** Tells a screen reader what has just happened. It stays in the page while its text changes, so that changes are read. */
export function Announcement({ children }: { children: string }) {
  return (
    <div role="status">
      <VisuallyHidden>{children}</VisuallyHidden>
    </div>
  );
}
