import { useId } from "preact/hooks";
import { limits } from "../../../protocol/limits.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { channelPath, go } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field, Form } from "../form.tsx";
import { DialogFrame } from "./frame.tsx";

export function CreateDialog() {
  const { client } = useStore();
  return (
    <DialogFrame title={words().sidebar.createChannel}>
      <Form
        action={words().channel.create}
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
        <Field name="name" label={words().general.name} maxLength={limits.name_bytes_max} required autofocus />
        <Field name="topic" label={words().channel.topicOptional} maxLength={limits.topic_bytes_max} />
        <fieldset class="choices">
          <legend>{words().channel.whoReads}</legend>
          <Choice value="public" label={words().channel.public} hint={words().channel.publicHint} isChosen />
          <Choice value="private" label={words().channel.private} hint={words().channel.privateHint} />
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
