/** Words without a capital at the beginning and a full stop at the end, as sentences. */
export function sentences(...messages: readonly string[]): string {
  return messages
    .filter((message) => message !== '')
    .map((message) => `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`)
    .join(' ');
}
