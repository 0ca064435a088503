import { workflowRules } from '@forge/jira-bridge';
import { useEffect, useRef, useState } from 'react';
import type { PostFunction } from '../../wire';

/**
 * Gives Jira what is chosen when Add or Update is pressed beside the frame; while that is nothing, Jira keeps the form open.
 * Whether Jira takes anything here: where a post function is only shown, it does not.
 * https://developer.atlassian.com/platform/forge/custom-ui-jira-bridge/workflowRules/
 */
export function useKept(chosen: PostFunction | null, onIncomplete: () => void): boolean {
  const latest = useRef({ chosen, onIncomplete });
  const [taken, setTaken] = useState(true);
  useEffect(() => {
    latest.current = { chosen, onIncomplete };
  });
  useEffect(() => {
    const keep = (): string => {
      const { chosen, onIncomplete } = latest.current;
      if (chosen !== null) return JSON.stringify(chosen);
      onIncomplete();
      // Jira's type says text, its documentation that nothing keeps the form open.
      return undefined as unknown as string;
    };
    workflowRules.onConfigure(keep).catch(() => setTaken(false));
  }, []);
  return taken;
}
