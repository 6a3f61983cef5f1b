"""What is written down: grades.json, grades.csv, and for each student a page and Gradescope's results.json."""

import csv
import hashlib
import json
import pathlib
import re

PAGES = pathlib.Path("grades")  # the folder of the students' pages
LONGEST_MESSAGE = 300  # bytes

WORDS = {
    "en": {"title": "{student}: {points} of {most} points", "green": "All steps are green.",
           "steps": "{points} of {most} steps", "step": "The first step that is not:", "says": "It says:",
           "drawn": "The order in which it goes wrong:", "more": "{more} more steps are not green.",
           "read": "The page: {page}", "notes": "About what was handed in:"},
    "zh": {"title": "{student}：{points} 分（满分 {most}）", "green": "所有步骤都通过了。",
           "steps": "通过 {points} 步（共 {most} 步）", "step": "第一个没有通过的步骤：", "says": "检查的话：",
           "drawn": "出错的次序：", "more": "另有 {more} 步没有通过。", "read": "课文：{page}", "notes": "关于交上来的文件："},
}


def one_line(text):
    """For a table and a spreadsheet: no control characters, and no more bytes than anybody reads."""
    text = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
    return text.encode("utf-8", "replace")[:LONGEST_MESSAGE].decode("utf-8", "ignore")


def cell(value):
    """What a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def replace(path, text):
    """At once, so that the file is whole whenever this ends."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, "utf-8", newline="")
    new.replace(path)


def load():
    """The rows of grades.json, if there is one."""
    path = pathlib.Path("grades.json")
    if not path.exists():
        return []
    try:
        rows = json.loads(path.read_text("utf-8"))
        return [row for row in rows if {"student", "lesson", "step", "points", "message"} <= row.keys()]
    except (ValueError, AttributeError, TypeError):
        raise OSError("grades.json is not what tools/grade wrote: move it away, or go without --again and --go-on") from None


def write_rows(rows):
    replace(pathlib.Path("grades.json"), json.dumps(rows, indent=1, ensure_ascii=False))


def points_of(rows, student, lesson=None):
    return sum(row["points"] for row in rows if row["student"] == student and lesson in (None, row["lesson"]))


def score(rows, student, weights, late):
    """Points with each lesson's weight, less what is taken off for being late, in percent."""
    whole = sum(row["points"] * weights.get(row["lesson"][:2], 1) for row in rows if row["student"] == student)
    return round(whole * (100 - late) / 100, 2)


def lessons_of(rows):
    return sorted({row["lesson"] for row in rows})


def write_csv(rows, weights, people):
    """A line a student, as Moodle and spreadsheets read it."""
    lessons = lessons_of(rows)
    with open("grades.csv.new", "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["submission", "name"] + [lesson[:2] for lesson in lessons] + ["points", "late %", "score"])
        for student in dict.fromkeys(row["student"] for row in rows):
            name, late = people.get(student, ("", 0))
            table.writerow([cell(student), cell(name)] + [points_of(rows, student, lesson) for lesson in lessons]
                           + [points_of(rows, student), late, score(rows, student, weights, late)])
    pathlib.Path("grades.csv.new").replace("grades.csv")


def file_name(student):
    """One for each name, whatever a file system makes of the name itself."""
    name = re.sub(r"[^\w.-]+", "_", student).strip(".").encode("utf-8")[:150].decode("utf-8", "ignore")
    if name == student:
        return name
    return f"{name}_{hashlib.sha256(student.encode('utf-8')).hexdigest()[:8]}"


def write_page(student, verdicts, notes, language):
    """verdicts: lesson -> verdicts on its steps."""
    words = WORDS[language]
    points = sum(verdict.points for steps in verdicts.values() for verdict in steps)
    most = sum(len(steps) for steps in verdicts.values())
    lines = [f"# {words['title'].format(student=student, points=points, most=most)}", ""]
    if notes:
        lines += [words["notes"], ""] + [f"- {note}" for note in notes] + [""]
    for lesson, steps in verdicts.items():
        good = sum(verdict.points for verdict in steps)
        lines += [f"## {lesson}: {words['steps'].format(points=good, most=len(steps))}", ""]
        bad = [verdict for verdict in steps if not verdict.points]
        if not bad:
            lines += [words["green"], ""]
            continue
        lines += [words["step"], f"**{bad[0].step}**", "", words["says"], *_fenced(bad[0].message)]
        if bad[0].drawn:
            lines += [words["drawn"], *_fenced(bad[0].drawn)]
        if len(bad) > 1:
            lines += [words["more"].format(more=len(bad) - 1), ""]
        page = f"lessons/{lesson}/README{'.zh-CN' if language == 'zh' else ''}.md"
        lines += [words["read"].format(page=page), ""]
    PAGES.mkdir(exist_ok=True)
    replace(PAGES / f"{file_name(student)}.md", "\n".join(lines).rstrip() + "\n")
    tests = [{"name": f"{lesson}: {verdict.step}", "score": verdict.points, "max_score": 1, "output": verdict.message}
             for lesson, steps in verdicts.items() for verdict in steps]
    replace(PAGES / f"{file_name(student)}.results.json", json.dumps({"tests": tests}, indent=1, ensure_ascii=False))


def _fenced(text):
    """As it is, whatever is in it."""
    return [""] + ["    " + "".join(c if c.isprintable() else " " for c in line) for line in text.splitlines()] + [""]


def print_table(rows, students):
    lessons = lessons_of(rows)
    width = max([len("student")] + [len(student) for student in students])
    print(f"{'student':{width}}  " + "  ".join(lesson[:2] for lesson in lessons) + "  total")
    for student in students:
        points = [points_of(rows, student, lesson) for lesson in lessons]
        print(f"{student:{width}}  " + "  ".join(f"{p:2}" for p in points) + f"  {sum(points):5}")
    most = [len({row["step"] for row in rows if row["lesson"] == lesson}) for lesson in lessons]
    print(f"{'(the most)':{width}}  " + "  ".join(f"{m:2}" for m in most) + f"  {sum(most):5}")
