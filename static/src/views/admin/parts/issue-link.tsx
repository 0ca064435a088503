import { openIssue } from '../../../bridge/outside';
import type { IssueChoice } from '../../../wire';
import styles from './parts.module.css';

/** A work item by its key, and the way to it; its id where it is gone, or not for this user. */
export function IssueLink({ issue, gone }: { issue: IssueChoice; gone: string }) {
  if (issue.key === '') return <span className={styles.subtle}>{gone}</span>;
  return (
    <button type="button" className={styles.issueLink} title={issue.summary} onClick={() => void openIssue(issue.key)}>
      {issue.key}
    </button>
  );
}
