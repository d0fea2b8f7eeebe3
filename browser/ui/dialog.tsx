/** A dialog with its heading. What lies behind it waits: no key of the desk acts while it is open. */
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly size: number;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** Built from Mantine's parts, because its ready-made header would be a second banner of the page. */
export const Dialog = ({ title, size, close, children }: Props) => (
  <Modal.Root opened onClose={close} size={size} centered transitionProps={{ duration: 140 }}>
    <Modal.Overlay />
    <Modal.Content>
      <div className="dialog-head">
        <Modal.Title>{title}</Modal.Title>
        <Modal.CloseButton aria-label="Close this" />
      </div>
      <Modal.Body>{children}</Modal.Body>
    </Modal.Content>
  </Modal.Root>
);
