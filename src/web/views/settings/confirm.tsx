import type { ComponentChildren } from "preact";
import { DialogFrame } from "../dialog/frame.tsx";
import { Form } from "../form.tsx";
import { say } from "./said.tsx";

interface ConfirmProps {
  readonly title: string;
  readonly text?: string;
  readonly action: string;
  /** It takes something away. */
  readonly danger?: boolean;
  /** Resolves to what is said when it is done. */
  readonly submit: (fields: Record<string, string>) => Promise<string>;
  readonly close: () => void;
  readonly children?: ComponentChildren;
}

/** Asks once more before something is done, with what comes of it. */
export function Confirm({ title, text, action, danger = false, submit, close, children }: ConfirmProps) {
  return (
    <DialogFrame title={title} close={close}>
      {text !== undefined && <p>{text}</p>}
      <Form
        danger={danger}
        action={action}
        cancel={close}
        submit={async (fields) => {
          const done = await submit(fields);
          close();
          say(done);
        }}
      >
        {children}
      </Form>
    </DialogFrame>
  );
}
