/** The buttons of the viewer, with their drawings inside: the admin has no icons of ours. */

import full from "lucide-static/icons/maximize.svg?raw";
import pause from "lucide-static/icons/pause.svg?raw";
import play from "lucide-static/icons/play.svg?raw";
import rotate from "lucide-static/icons/rotate-3d.svg?raw";
import reset from "lucide-static/icons/undo-2.svg?raw";

const DRAWINGS = { full, pause, play, reset, rotate };

interface ButtonProps {
  icon: keyof typeof DRAWINGS;
  label: string;
  pressed?: boolean;
  onClick: () => void;
}

export function Button({ icon, label, pressed, onClick }: ButtonProps): React.JSX.Element {
  return (
    <button type="button" className="model-button" title={label} aria-label={label} aria-pressed={pressed} onClick={onClick}>
      <span aria-hidden="true" dangerouslySetInnerHTML={{ __html: DRAWINGS[icon] }} />
    </button>
  );
}

interface ChoiceProps {
  label: string;
  names: string[];
  value: number;
  onChange: (value: number) => void;
}

export function Choice({ label, names, value, onChange }: ChoiceProps): React.JSX.Element {
  return (
    <select className="model-choice" aria-label={label} value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {names.map((name, at) => (
        <option key={at} value={at}>
          {name}
        </option>
      ))}
    </select>
  );
}
