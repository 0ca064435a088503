import { view } from '@forge/bridge';

/** Where in the admin page someone is: a part of the address of the page around the frame, so that reloading keeps it. */
export interface PageAddress {
  readonly pathname: string;
  readonly search: string;
}

export interface PageHistory {
  readonly current: () => PageAddress;
  readonly push: (address: string) => void;
  readonly replace: (address: string) => void;
  /** Listens for steps back and forward. Gives a function that ends it. */
  readonly onStep: (listener: (address: PageAddress) => void) => () => void;
}

/** The history of the page around the frame. Where there is none, the admin page works without an address. */
export async function openHistory(): Promise<PageHistory> {
  try {
    const history = await view.createHistory();
    return {
      current: () => history.location,
      push: (address) => history.push(address),
      replace: (address) => history.replace(address),
      onStep: (listener) =>
        history.listen((location, action) => {
          if (action === 'POP') listener(location);
        }),
    };
  } catch {
    const nowhere = { pathname: '/', search: '' };
    return { current: () => nowhere, push: () => undefined, replace: () => undefined, onStep: () => () => undefined };
  }
}
