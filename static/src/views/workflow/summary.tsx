import { useLocale } from '../../locale/locale';
import type { PostFunction, ProjectObject } from '../../wire';

interface Props {
  readonly saved: PostFunction | null;
  readonly objects: readonly ProjectObject[];
}

/** What a post function does, as one sentence. */
export function Summary({ saved, objects }: Props) {
  const { t } = useLocale();
  if (saved === null) return <p>{t('workflow.says.nothing')}</p>;
  const label = objects.find(({ object }) => object === saved.object)?.label ?? saved.object ?? '';
  return <p data-act={saved.act}>{t(`workflow.says.${saved.act}`, { object: label })}</p>;
}
