import Button from '@atlaskit/button/new';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { useExport } from './use-export';

/** Gives a version, or the one in force, as a file. */
export function ExportButton({ version }: { version: number | null }) {
  const { t } = useLocale();
  const { exporting, failure, exportVersion } = useExport();
  return (
    <>
      <Button isLoading={exporting} onClick={() => void exportVersion(version)}>
        {t('versions.export')}
      </Button>
      {failure !== null && <FailureMessage failure={failure} />}
    </>
  );
}
