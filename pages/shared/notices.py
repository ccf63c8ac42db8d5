"""What is said about something that was done, or could not be: in a frame, calmly, and read aloud."""

from collections.abc import Sequence

from pages.shared.html import esc


def notice_html(said: str, lines: Sequence[str] = (), *, refused: bool = False) -> str:
    """A sentence, and the lines that belong to it. `refused`: something was not done; it is read out at once."""
    listed = f"<ul>{''.join(f'<li>{esc(line)}</li>' for line in lines)}</ul>" if lines else ""
    style, role = ("f-notice refused", "alert") if refused else ("f-notice", "status")
    return f'<div class="{style}" role="{role}"><p><b>{esc(said)}</b></p>{listed}</div>'
