import { formatUrl } from '@lexical/link';
import { safeAddress } from '../../bridge/outside';

/** What was typed or pasted as an address, with its protocol: `example.com` is `https://example.com`. None when it is none. */
export function safeLink(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  return safeAddress(formatUrl(text));
}
