import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from "react";
import type { Place } from "../api";
import { Broker, type Destination, type Flag, type OpenModal } from "./broker";
import { Flags } from "./flags";
import { ModalFrame } from "./modal-frame";

const BrokerContext = createContext<Broker | undefined>(undefined);

/** The broker that answers the frames on this page. */
export function useBroker(): Broker {
  const broker = useContext(BrokerContext);
  if (broker === undefined) throw new Error("a frame outside of `FramesProvider`");
  return broker;
}

const ModalContext = createContext<((modal: OpenModal) => void) | undefined>(undefined);

/** Opens a dialog that no frame has asked for: one that Jira offers itself. */
export function useOpenModal(): (modal: OpenModal) => void {
  const openModal = useContext(ModalContext);
  if (openModal === undefined) throw new Error("a dialog outside of `FramesProvider`");
  return openModal;
}

type Props = {
  readonly colorMode: "light" | "dark";
  readonly navigate: (to: Destination) => void;
  readonly children: ReactNode;
};

/** Lets frames below it talk to the page, and shows the dialogs and messages that they open. */
export function FramesProvider({ colorMode, navigate, children }: Props) {
  const [modals, setModals] = useState<readonly (OpenModal & { readonly id: string })[]>([]);
  const [flags, setFlags] = useState<readonly Flag[]>([]);
  const closeFlag = useCallback((id: string) => setFlags((shown) => shown.filter((flag) => flag.id !== id)), []);
  const openModal = useCallback((modal: OpenModal) => setModals((open) => [...open, { ...modal, id: crypto.randomUUID() }]), []);
  const [broker] = useState(() => new Broker());
  useEffect(
    () =>
      broker.listen({
        colorMode,
        navigate,
        openModal,
        showFlag: (flag) => setFlags((shown) => [...shown.filter(({ id }) => id !== flag.id), flag]),
        closeFlag,
      }),
    [broker, colorMode, navigate, openModal, closeFlag],
  );

  return (
    <BrokerContext.Provider value={broker}>
      <ModalContext.Provider value={openModal}>{children}</ModalContext.Provider>
      {modals.map((modal) => (
        <ModalFrame
          key={modal.id}
          modal={modal}
          onClose={(payload) => {
            setModals((open) => open.filter(({ id }) => id !== modal.id));
            modal.onClosed(payload);
          }}
        />
      ))}
      <Flags flags={flags} onClose={closeFlag} />
    </BrokerContext.Provider>
  );
}

/** A frame's place as text, so that a frame is made anew when it is another. */
export function placeKey(place: Place): string {
  return JSON.stringify(place);
}
