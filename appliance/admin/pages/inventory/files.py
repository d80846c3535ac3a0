"""The inventory as CSV: checked and imported whole, or not at all; exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.errors import is_htmx
from appliance.admin.parts import AdminParts, InventoryChange
from appliance.admin.rendering import show
from appliance.domain.errors import BadRow, ImportRefused, RecordError
from appliance.domain.people import Role

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)
MOST_FILE_BYTES = 5_000_000
MOST_UPLOAD_BYTES = MOST_FILE_BYTES + 20_000
"""The file and the form around it."""
MOST_ROWS_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Upload:
    """The import form. `do` is `check` or `import`."""

    file: UploadFile | None = None
    do: str = "check"
    _csrf_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    change: InventoryChange | None = None
    bad_rows: tuple[BadRow, ...] = ()
    bad_total: int = 0
    message: str = ""
    imported: bool = False


@get("/inventory/import", opt=MANAGER, sync_to_thread=True)
def import_page(parts: Parts) -> Template:
    return _page(parts, None)


@post(
    "/inventory/import",
    opt=MANAGER,
    status_code=200,
    request_max_body_size=MOST_UPLOAD_BYTES,
    sync_to_thread=True,
)
def import_file(
    request: AdminRequest,
    parts: Parts,
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Template:
    """Check a file, or import it. A refused file changes nothing and answers 422."""
    try:
        result = _carry_out(parts, data, request.user.username)
    except ImportRefused as refusal:
        result = ImportResult(
            bad_rows=refusal.rows[:MOST_ROWS_SHOWN],
            bad_total=len(refusal.rows),
            message=str(refusal),
        )
    except RecordError as error:
        result = ImportResult(message=str(error))
    status = 422 if result.bad_rows or result.message else 200
    if is_htmx(request):
        return Template(
            template_name="inventory/import_result.html",
            context={"result": result},
            status_code=status,
        )
    return _page(parts, result, status)


@get("/inventory/export.csv", opt=CLERK, sync_to_thread=True)
def export(parts: Parts) -> Response[bytes]:
    return Response(
        parts.inventory.export(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="inventory.csv"'},
    )


def _carry_out(parts: AdminParts, data: Upload, actor: str) -> ImportResult:
    content = data.file.file.read(MOST_FILE_BYTES + 1) if data.file is not None else b""
    if not content:
        raise RecordError("No file was chosen, or it is empty.", "Choose a CSV file.")
    if len(content) > MOST_FILE_BYTES:
        raise RecordError("The file is larger than 5 MB.", "Split it.")
    if data.do == "import":
        return ImportResult(change=parts.inventory.load(content, actor), imported=True)
    return ImportResult(change=parts.inventory.check(content))


def _page(parts: AdminParts, result: ImportResult | None, status: int = 200) -> Template:
    return show(
        parts,
        "inventory/import.html",
        lambda _records: None,
        status=status,
        active="inventory",
        result=result,
    )


routes = [import_page, import_file, export]
