import { isLanguage, languages, speak, words } from "../../language/language.ts";
import { notify } from "../../state/notice.ts";
import { prefer, preferences } from "../../state/preferences.ts";
import { Choices } from "./choice.tsx";

const codes = Object.keys(languages).filter(isLanguage);

/** What the client speaks in this browser. */
export function LanguageSection() {
  const text = words().settings.language;
  const { language } = preferences();
  const choose = (code: string) => {
    prefer({ language: code });
    speak().catch(() => notify(text.failed));
  };
  return (
    <>
      <p class="lead">{text.lead}</p>
      <Choices
        legend={text.legend}
        value={isLanguage(language) ? language : "system"}
        choices={[
          { value: "system", label: text.system },
          ...codes.map((code) => ({ value: code, label: languages[code].name })),
        ]}
        choose={choose}
      />
    </>
  );
}
