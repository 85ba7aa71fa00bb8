"""One error shape: a service's `UmamError` becomes the answer that drf-standardized-errors formats."""

from __future__ import annotations

from django.core.exceptions import ValidationError as ModelInvalid
from drf_standardized_errors.handler import ExceptionHandler as StandardHandler
from rest_framework.exceptions import APIException, AuthenticationFailed, ErrorDetail, ValidationError
from rest_framework.fields import get_error_detail
from rest_framework_simplejwt.exceptions import AuthenticationFailed as TokenRefused

from umam.lib.errors import UmamError


def sentence(error: UmamError) -> str:
    return f"{error.message} {error.suggestion}".strip()


class ExceptionHandler(StandardHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, UmamError):
            return as_api_error(exc)
        if isinstance(exc, ModelInvalid):
            return ValidationError(get_error_detail(exc))
        if isinstance(exc, TokenRefused):
            return _one_sentence(exc)
        converted: Exception = super().convert_known_exceptions(exc)
        return converted


def _one_sentence(error: TokenRefused) -> AuthenticationFailed:
    """simplejwt tells code and messages as fields of their own; here they are one error, like any other."""
    told = error.detail if isinstance(error.detail, dict) else {"detail": error.detail}
    answer = AuthenticationFailed(str(told["detail"]), code=str(told.get("code", error.default_code)))
    answer.auth_header = getattr(error, "auth_header", None)  # type: ignore[attr-defined]
    return answer


def as_api_error(error: UmamError) -> APIException:
    detail = ErrorDetail(sentence(error), code=error.code)
    if error.status == 400 and error.attr:
        return ValidationError({error.attr: [detail]})
    answer = APIException(detail, code=error.code)
    answer.status_code = error.status
    return answer
