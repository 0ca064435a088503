/** What Weftline ships; settings that say nothing mean it. */
export const SHIPPED = '{{user.name}} via Jira ({{issue.key}})';

/** How a template looks for a sample person and issue. What is posted the core makes, of who posts and where. */
export function preview(template: string, { name, key }: { readonly name: string; readonly key: string }): string {
  return template
    .replace(/\{\{\s*(user\.name|issue\.key)\s*\}\}/g, (_, placeholder: string) => (placeholder === 'user.name' ? name : key))
    .trim();
}
