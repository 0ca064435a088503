import type { PageFailure } from '../../../bridge/calls';
import { saveFile } from '../../../bridge/files';
import { useAction } from '../../../hooks/use-action';

/** Gives a version of the configuration as a file. */
export function useExport(): {
  readonly exporting: boolean;
  readonly failure: PageFailure | null;
  readonly exportVersion: (version: number | null) => Promise<void>;
} {
  const { sending, failure, send } = useAction('exportConfiguration');
  const exportVersion = async (version: number | null): Promise<void> => {
    const outcome = await send({ version });
    if (outcome?.kind === 'ok') saveFile(outcome.view.fileName, [outcome.view.text], 'application/json');
  };
  return { exporting: sending, failure, exportVersion };
}
