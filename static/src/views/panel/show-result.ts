import type { DialogResult } from '../../bridge/dialogs';
import { showSuccess } from '../../bridge/outside';
import type { Translate } from '../../locale/texts';

/** Says what a dialog has done. */
export function showResult(result: DialogResult, t: Translate): void {
  switch (result.kind) {
    case 'linked': {
      const { elsewhere = 0 } = result;
      const rest = [
        ...(result.already > 0 ? [t('link.doneAlready', { count: result.already })] : []),
        ...(elsewhere > 0 ? [t('link.doneElsewhere', { count: elsewhere })] : []),
        ...(result.missing > 0 ? [t('link.doneMissing', { count: result.missing })] : []),
      ];
      showSuccess(t('link.done', { count: result.linked }), rest.length > 0 ? rest.join(' ') : undefined);
      return;
    }
    case 'created':
      showSuccess(t(result.repeated ? 'create.doneRepeated' : 'create.done', { name: result.name }));
      return;
    case 'unlinked':
      showSuccess(t('unlink.done', { count: result.unlinked }));
      return;
    case 'decided':
      showSuccess(t('conflict.done', { count: result.decided }), t('conflict.doneHint'));
      return;
    case 'ranAgain':
    case 'uploaded':
      // The dialog has told of it already.
      return;
    default:
      result satisfies never;
  }
}
