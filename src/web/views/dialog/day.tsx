import type { Id } from "../../../protocol/id.ts";
import { words } from "../../language/language.ts";
import { jump } from "../../state/jump.ts";
import { closeDialog } from "../../state/layout.ts";
import { today } from "../../state/today.ts";
import { Field, Form } from "../form.tsx";
import { beginOfDay, dateOf } from "../time.ts";
import { DialogFrame } from "./frame.tsx";

/** Asks for a day, and goes to what was written then in the channel. */
export function DayDialog({ id }: { id: Id }) {
  const submit = async ({ day = "" }) => {
    const at = beginOfDay(day);
    if (at === undefined) return;
    closeDialog();
    jump(id, { to: "time", at });
  };
  const date = dateOf(today.value);
  return (
    <DialogFrame title={words().history.toDay}>
      <Form action={words().history.go} submit={submit}>
        <Field name="day" type="date" label={words().history.day} max={date} defaultValue={date} required autofocus />
      </Form>
    </DialogFrame>
  );
}
