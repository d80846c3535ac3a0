"""Import and export: a tile for every record type, a dry run, every bad row, then the import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.errors import is_htmx
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.errors import (
    BadRow,
    ImportRefused,
    NotPermitted,
    RecordError,
    RecordNotFound,
)
from appliance.domain.people import Role, User
from appliance.ports.files import FileReport, FileType

MANAGER = allowed_to(Role.MANAGER)
MOST_FILE_BYTES = 5_000_000
MOST_UPLOAD_BYTES = MOST_FILE_BYTES + 20_000
"""The file and the form around it."""
MOST_ROWS_SHOWN = 500
ENDINGS = (".csv", ".tsv", ".txt", "")


@dataclass(frozen=True, slots=True)
class Upload:
    """The import form. `do` is `check` or `import`."""

    file: UploadFile | None = None
    do: str = "check"
    _csrf_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    report: FileReport | None = None
    bad_rows: tuple[BadRow, ...] = ()
    bad_total: int = 0
    message: str = ""
    imported: bool = False

    @property
    def refused(self) -> bool:
        return bool(self.bad_rows or self.message)


@get("/files", opt=MANAGER, sync_to_thread=True)
def files(request: AdminRequest, parts: Parts) -> Template:
    types = tuple(one for one in parts.files.types() if request.user.role.includes(one.role))
    return show(parts, "files/page.html", lambda _records: types, active="files")


@get("/files/{name:str}", opt=MANAGER, sync_to_thread=True)
def file_type(name: FromPath[str], request: AdminRequest, parts: Parts) -> Template:
    return _page(parts, _type(parts, request.user, name), None)


@post(
    "/files/{name:str}",
    opt=MANAGER,
    status_code=200,
    request_max_body_size=MOST_UPLOAD_BYTES,
    sync_to_thread=True,
)
def import_file(
    name: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Template:
    """Check a file, or import it. A refused file changes nothing and answers 422."""
    kind = _type(parts, request.user, name)
    try:
        result = _carry_out(parts, kind, data, request.user.username)
    except ImportRefused as refusal:
        result = ImportResult(
            bad_rows=refusal.rows[:MOST_ROWS_SHOWN],
            bad_total=len(refusal.rows),
            message=str(refusal),
        )
    except RecordError as error:
        result = ImportResult(message=str(error))
    status = 422 if result.refused else 200
    if is_htmx(request):
        return Template(
            template_name="files/result.html",
            context={"result": result, "kind": kind},
            status_code=status,
        )
    return _page(parts, kind, result, status)


@get("/files/{name:str}/export.csv", opt=MANAGER, sync_to_thread=True)
def export(name: FromPath[str], request: AdminRequest, parts: Parts) -> Response[bytes]:
    kind = _type(parts, request.user, name)
    return Response(
        parts.files.export(kind.name),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{kind.name}.csv"'},
    )


def _type(parts: AdminParts, user: User, name: str) -> FileType:
    for one in parts.files.types():
        if one.name == name:
            if not user.role.includes(one.role):
                raise NotPermitted(f"{one.title} are for {one.role.value}s only.")
            return one
    raise RecordNotFound("There is no such record type.", "Choose one from the list.")


def _carry_out(parts: AdminParts, kind: FileType, data: Upload, actor: str) -> ImportResult:
    if not kind.importable:
        raise RecordError(f"{kind.title} are not imported.", "They go out only.")
    content = data.file.file.read(MOST_FILE_BYTES + 1) if data.file is not None else b""
    if data.file is None or not content:
        raise RecordError("No file was chosen, or it is empty.", "Choose a CSV file.")
    if PurePath(data.file.filename).suffix.lower() not in ENDINGS:
        raise RecordError("The file is not called .csv.", "Save the sheet as CSV first.")
    if len(content) > MOST_FILE_BYTES:
        raise RecordError("The file is larger than 5 MB.", "Split it.")
    if data.do == "import":
        return ImportResult(report=parts.files.load(kind.name, content, actor), imported=True)
    return ImportResult(report=parts.files.check(kind.name, content))


def _page(
    parts: AdminParts, kind: FileType, result: ImportResult | None, status: int = 200
) -> Template:
    return show(
        parts,
        "files/type.html",
        lambda _records: None,
        status=status,
        active="files",
        kind=kind,
        result=result,
    )


routes = [files, file_type, import_file, export]
