import { useId } from "preact/hooks";
import { limits } from "../../../protocol/limits.ts";
import { closeDialog } from "../../state/layout.ts";
import { channelPath, go } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field, Form } from "../form.tsx";
import { DialogFrame } from "./frame.tsx";

export function CreateDialog() {
  const { client } = useStore();
  return (
    <DialogFrame title="Create a channel">
      <Form
        action="Create"
        submit={async ({ name = "", topic = "", kind }) => {
          const { channel } = await client.do("channel.create", {
            kind: kind === "private" ? "private" : "public",
            name: name.trim(),
            ...(topic.trim() !== "" && { topic: topic.trim() }),
          });
          closeDialog();
          go(channelPath(channel));
        }}
      >
        <Field name="name" label="Name" maxLength={limits.name_bytes_max} required autofocus />
        <Field name="topic" label="Topic (optional)" maxLength={limits.topic_bytes_max} />
        <fieldset class="choices">
          <legend>Who can read it?</legend>
          <Choice value="public" label="Public" hint="Everybody but guests can find and join it." isChosen />
          <Choice value="private" label="Private" hint="Only people who were added." />
        </fieldset>
      </Form>
    </DialogFrame>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  readonly isChosen?: boolean;
}

function Choice({ value, label, hint, isChosen = false }: ChoiceProps) {
  const id = useId();
  return (
    <div class="choice">
      <input id={id} type="radio" name="kind" value={value} defaultChecked={isChosen} aria-describedby={`${id}-hint`} />
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
