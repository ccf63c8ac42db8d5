"""The empty presentation: 16:9, one master, two layouts with real placeholders, the house's colours and fonts in the
theme. It is made from the one that python-pptx carries, of which nothing that shows is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from engine.documents.deck.look import COLOURS, FONTS, LANGUAGE, SLIDE, TEXT, Box, place, solid, written_size
from engine.documents.deck.text import safe

COVER, PAGE = 0, 1
"""The layouts, by their place."""
OVER, LINES = 11, 12
"""The placeholders of a layout beside its title: what stands above it, and lines of text."""
TITLE_ONLY = 5
KEPT = (0, TITLE_ONLY)
TITLES = ('type="title"', 'type="ctrTitle"')
"""Kinds of placeholder whose text looks as the master says of titles."""
ACCENTS = ("primary", "ink", "control", "idle", "mine", "muted")
NOT_OURS = (RT.THUMBNAIL, RT.PRINTER_SETTINGS)


def presentation(title: str, lang: str, day: date, foot: str, names: tuple[str, str]) -> Any:
    """A presentation without slides. `foot` stands at the bottom of each; `names` are those of the two layouts."""
    made = Presentation()
    made.slide_width, made.slide_height = (Emu(length) for length in SLIDE.emu[2:])
    made.element.find(qn("p:sldSz")).attrib.pop("type", None)
    _drop(made.part)
    _drop(made.part.package)
    layouts = list(made.slide_layouts)
    for number, layout in enumerate(layouts):
        if number not in KEPT:
            made.slide_layouts.remove(layout)
    _theme(made.slide_master.part, lang)
    master = made.slide_master.element
    of_master, *of_layouts = _placeholders(lang)
    _shapes(master, [*_drawn(safe(foot), lang), *of_master])
    _styles(master, lang)
    for layout, name, shapes in zip(made.slide_layouts, names, of_layouts, strict=True):
        layout.element.find(qn("p:cSld")).set("name", name)
        _shapes(layout.element, shapes)
    made.slide_layouts[PAGE].element.set("type", "titleOnly")
    for default in made.element.iter(qn("a:defRPr")):
        default.set("lang", LANGUAGE[lang])
    _describe(made, title, lang, day)
    return made


def _drop(part: Any) -> None:
    """Leave out the thumbnail and the printer's settings of somebody's machine."""
    rels = part._rels if hasattr(part, "_rels") else part.rels
    for key in [key for key, rel in rels.items() if rel.reltype in NOT_OURS]:
        rels.pop(key)


def _describe(made: Any, title: str, lang: str, day: date) -> None:
    """The file's own description; dated with the day of the figures, not with that of the writing."""
    about, moment = made.core_properties, datetime(day.year, day.month, day.day)
    about.title, about.language, about.author, about.last_modified_by = safe(title), LANGUAGE[lang], "", ""
    about.created = about.modified = moment
    about.revision = 1


# --------------------------------------------------------------------------------------------------- theme and styles


def _theme(master_part: Any, lang: str) -> None:
    """Colours and fonts of the house, East-Asian ones included, in the master's theme."""
    part = master_part.part_related_by(RT.THEME)
    part._blob = themed(part.blob, lang)


def themed(blob: bytes, lang: str) -> bytes:
    """A theme with the house's colours and fonts."""
    theme = etree.fromstring(blob)
    theme.set("name", "")
    colours = {"dk1": "ink", "lt1": "paper", "dk2": "muted", "lt2": "soft", "hlink": "primary", "folHlink": "muted"}
    colours |= {f"accent{n}": name for n, name in enumerate(ACCENTS, 1)}
    for name, colour in colours.items():
        element = theme.find(f".//{qn(f'a:{name}')}")
        for child in list(element):
            element.remove(child)
        etree.SubElement(element, qn("a:srgbClr"), {"val": COLOURS[colour]})
    for kind in ("majorFont", "minorFont"):
        fonts = theme.find(f".//{qn(f'a:{kind}')}")
        fonts.find(qn("a:latin")).set("typeface", FONTS[lang]["latin"])
        fonts.find(qn("a:ea")).set("typeface", FONTS[lang]["east_asian"])
        for font in fonts.findall(qn("a:font")):
            if font.get("script") == "Hans":
                font.set("typeface", FONTS[lang]["east_asian"])
            else:
                fonts.remove(font)
    return bytes(etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True))


def _styles(master: Any, lang: str) -> None:
    """What text looks like where a slide says nothing of it."""

    def level(size: int, colour: str, bold: bool, theme: str) -> str:
        return (
            f'<a:lvl1pPr marL="0" indent="0" algn="l" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1">'
            f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
            f'<a:defRPr lang="{LANGUAGE[lang]}" sz="{written_size(size)}" b="{int(bold)}" kern="1200">'
            f'{solid(colour)}<a:latin typeface="+{theme}-lt"/><a:ea typeface="+{theme}-ea"/>'
            f'<a:cs typeface="+{theme}-cs"/></a:defRPr></a:lvl1pPr>'
        )

    old = master.find(qn("p:txStyles"))
    new = parse_xml(
        f"<p:txStyles {nsdecls('p', 'a')}>"
        f"<p:titleStyle>{level(TEXT['titles'][0], 'ink', True, 'mj')}</p:titleStyle>"
        f"<p:bodyStyle>{level(TEXT['least'], 'ink', False, 'mn')}</p:bodyStyle>"
        f"<p:otherStyle>{level(TEXT['least'], 'ink', False, 'mn')}</p:otherStyle></p:txStyles>"
    )
    old.getparent().replace(old, new)


# --------------------------------------------------------------------------------------------------------- the shapes


def _shapes(element: Any, shapes: list[str]) -> None:
    """Put these shapes in place of all that is on a master or layout."""
    tree = element.find(qn("p:cSld")).find(qn("p:spTree"))
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for number, shape in enumerate(shapes, 2):
        tree.append(parse_xml(shape.replace("#ID#", str(number))))


def _frame(box: Box) -> str:
    left, top, width, height = box.emu
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _drawn(foot: str, lang: str) -> list[str]:
    """What stands on every slide: a bar, a rule, and the `foot`."""
    run = (
        f'<a:p><a:r><a:rPr lang="{LANGUAGE[lang]}" sz="{written_size(TEXT["least"])}">{solid("muted")}</a:rPr>'
        f"<a:t>{escape(foot)}</a:t></a:r></a:p>"
    )
    return [
        _plain("bar", solid("primary")),
        _plain("rule", f'<a:ln w="9525">{solid("hairline")}</a:ln>', shape="line"),
        _plain("foot", "<a:noFill/>", run),
    ]


def _plain(name: str, look: str, text: str = "", shape: str = "rect") -> str:
    body = f"<p:txBody>{_body('ctr')}<a:lstStyle/>{text or '<a:p/>'}</p:txBody>"
    drawn = f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>{look}'
    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="#ID#" name="{name.capitalize()}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_frame(place(name))}{drawn}</p:spPr>{body}</p:sp>'
    )


def _body(anchor: str) -> str:
    inset = 'lIns="0" tIns="0" rIns="0" bIns="0"'
    return f'<a:bodyPr vert="horz" wrap="square" {inset} anchor="{anchor}"><a:noAutofit/></a:bodyPr>'


def _placeholder(
    name: str, kind: str, where: str, lang: str, *, colour: str = "ink", anchor: str = "t", field: str = ""
) -> str:
    """A placeholder in a place; `kind` as OOXML writes it. `field`: a slide's number stands in it."""
    style = ""
    if kind not in TITLES:
        align, least = "r" if field else "l", written_size(TEXT["least"])
        style = (
            f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:buNone/><a:defRPr sz="{least}">{solid(colour)}'
            "</a:defRPr></a:lvl1pPr>"
        )
    inside = field or f'<a:r><a:rPr lang="{LANGUAGE[lang]}"/><a:t>{escape(name)}</a:t></a:r>'
    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="#ID#" name={quoteattr(name)}/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{_frame(place(where))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody>{_body(anchor)}<a:lstStyle>{style}</a:lstStyle><a:p>{inside}</a:p></p:txBody></p:sp>"
    )


def _placeholders(lang: str) -> tuple[list[str], list[str], list[str]]:
    """Those of the master, of the cover and of a page."""

    def of(name: str, kind: str, where: str, **look: str) -> str:
        return _placeholder(name, kind, where, lang, **look)

    # A slide's number is written by whatever shows it.
    field = (
        '<a:fld id="{C1FF6DA9-008F-4B48-92A6-B652298478BF}" type="slidenum">'
        f'<a:rPr lang="{LANGUAGE[lang]}"/><a:t>‹#›</a:t></a:fld>'
    )
    kind, over = 'type="sldNum" sz="quarter" idx="4"', f'type="body" idx="{OVER}"'
    number = of("Number", kind, "number", colour="muted", anchor="ctr", field=field)
    title, text = of("Title", 'type="title"', "title"), of("Text", 'type="body" idx="1"', "body")
    cover = of("Title", 'type="ctrTitle"', "cover_title"), of("Over", over, "cover_over", colour="muted")
    lines = of("Lines", f'type="body" idx="{LINES}"', "cover_lines")
    return [title, text, number], [*cover, lines, number], [title, of("Over", over, "over", colour="muted"), number]
