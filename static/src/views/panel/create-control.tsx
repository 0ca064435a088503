import type { ReactNode } from 'react';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import type { DialogRequest } from '../../bridge/dialogs';
import { useLocale } from '../../locale/locale';
import type { PanelView } from '../../wire';

interface Props {
  readonly view: PanelView;
  readonly onOpen: (request: DialogRequest) => void;
  readonly button: (onClick: () => void) => ReactNode;
  readonly menuLabel: string;
}

/** Create: a button for one object, a menu for several, nothing when none can be created. */
export function CreateControl({ view: { objects, allowed, linking }, onOpen, button, menuLabel }: Props) {
  const { t } = useLocale();
  const creatable = objects.filter((object) => object.creatable);
  const [first] = creatable;
  if (first === undefined) return null;
  const create = (object: string): void =>
    onOpen({ dialog: 'create', objects, object, potentialResults: allowed.potentialResults, linking });
  if (creatable.length === 1) return <>{button(() => create(first.object))}</>;
  return (
    <DropdownMenu trigger={menuLabel} label={menuLabel}>
      <DropdownItemGroup>
        {creatable.map((choice) => (
          <DropdownItem key={choice.object} onClick={() => create(choice.object)}>
            {t('action.createObject', { object: choice.label })}
          </DropdownItem>
        ))}
      </DropdownItemGroup>
    </DropdownMenu>
  );
}
