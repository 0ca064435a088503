/**
 * Gives the user a file. Forge's frames may start downloads (`allow-downloads`), and its content security policy does
 * not speak of them: https://developer.atlassian.com/platform/forge/custom-ui/iframe/
 */
export function saveFile(name: string, parts: readonly string[], type: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the address after the click; a minute is more than it needs.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
