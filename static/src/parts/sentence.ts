/** The core's messages (lower case, no full stop, names in backticks) as sentences of a page. */
export function sentences(...messages: readonly (string | null)[]): string {
  return messages
    .filter((message) => message !== null && message !== '')
    .map((message) => {
      const text = String(message).replace(/`([^`]+)`/g, '“$1”');
      return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
    })
    .join(' ');
}
