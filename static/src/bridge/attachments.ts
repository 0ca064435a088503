import { requestJira } from '@forge/bridge';

/** What came of attaching a file. */
export type Attached =
  | { readonly kind: 'attached'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: 'jiraLarge' | 'forbidden' | 'other'; readonly detail: string };

/**
 * Attaches a file to an issue as the user, through Jira itself: the bridge carries it as Base64.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/#api-rest-api-3-issue-issueidorkey-attachments-post
 */
export async function attachFile(issueId: string, file: File): Promise<Attached> {
  const form = new FormData();
  // A spreadsheet on Windows makes the browser take a CSV file for one of its own.
  form.append('file', new File([file], file.name, { type: 'text/csv' }));
  try {
    const response = await requestJira(`/rest/api/3/issue/${encodeURIComponent(issueId)}/attachments`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: form,
    });
    if (!response.ok) return { kind: 'refused', reason: reasonOf(response.status), detail: await saidBy(response) };
    const [first] = (await response.json()) as readonly { readonly id?: unknown }[];
    return first?.id === undefined
      ? { kind: 'refused', reason: 'other', detail: '' }
      : { kind: 'attached', id: String(first.id) };
  } catch (error) {
    return { kind: 'refused', reason: 'other', detail: error instanceof Error ? error.message : String(error) };
  }
}

function reasonOf(status: number): 'jiraLarge' | 'forbidden' | 'other' {
  if (status === 413) return 'jiraLarge';
  return status === 401 || status === 403 || status === 404 ? 'forbidden' : 'other';
}

/** Jira's own words for a refusal. */
async function saidBy(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { errorMessages, errors } = JSON.parse(text) as { errorMessages?: readonly string[]; errors?: Record<string, string> };
    return [...(errorMessages ?? []), ...Object.values(errors ?? {})].join(' ');
  } catch {
    return '';
  }
}

/** Where Jira gives the issue's attachments, by their ids. Empty when Jira does not say. */
export async function attachmentAddresses(issueId: string): Promise<ReadonlyMap<string, string>> {
  try {
    const response = await requestJira(`/rest/api/3/issue/${encodeURIComponent(issueId)}?fields=attachment`);
    if (!response.ok) return new Map();
    const { fields } = (await response.json()) as { fields?: { attachment?: readonly Attachment[] } };
    return new Map((fields?.attachment ?? []).map(({ id, content }) => [id, content]));
  } catch {
    return new Map();
  }
}

interface Attachment {
  readonly id: string;
  readonly content: string;
}
