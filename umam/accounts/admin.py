from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from rest_framework_api_key.models import APIKey
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminPasswordWidget

from umam.accounts import credentials, services
from umam.accounts.checking import check_credential
from umam.accounts.models import ApiKey, Credential, User, Way
from umam.lib.errors import Forbidden, UmamError

admin.site.unregister(Group)
# The package's own keys, which have no owner and open nothing here; ours are below.
admin.site.unregister(APIKey)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class AdminsOnly:
    """People are the business of admins; designers do not see this part at all."""

    def _allowed(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_admin", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request)


@admin.register(User)
class UserAdmin(AdminsOnly, DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    ordering = ["email"]
    list_display = ["email", "name", "role", "is_active", "is_staff", "last_login"]
    list_filter = ["role", "is_active", "is_staff"]
    search_fields = ["email", "name"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups"]
    actions = ["close_accounts"]
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "role")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Times", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "name", "role", "password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            services.deactivate(user=obj, by=_person(request), way=Way.ADMIN)
        if not change:
            services.welcome(obj)

    @admin.action(description="Close the selected accounts")
    def close_accounts(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset.exclude(pk=request.user.pk):
            services.deactivate(user=user, by=_person(request), way=Way.ADMIN)
        self.message_user(request, "The accounts are closed; their work stays.", messages.SUCCESS)


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):
    """Everybody sees and revokes their own keys; one is made on the account page, where it is shown."""

    list_display = ["name", "owner", "prefix", "scope", "created", "expiry_date", "last_used_at", "revoked"]
    list_filter = ["scope", "revoked"]
    search_fields = ["name", "prefix"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> Any:
        keys = super().get_queryset(request).select_related("owner")
        return keys if getattr(request.user, "is_admin", False) else keys.filter(owner=request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    @admin.action(description="Revoke the selected keys")
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        for key in queryset:
            services.revoke_api_key(key=key, by=_person(request), way=Way.ADMIN)
        self.message_user(request, "The keys are revoked.", messages.SUCCESS)


class CredentialForm(forms.ModelForm):
    """Writes by the service while it is checked, so that a refusal stands at its field."""

    request: ClassVar[HttpRequest]
    value = forms.CharField(
        label="Key",
        required=False,
        max_length=credentials.LONGEST_VALUE,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Never shown. Left empty, a stored one stays; a new address wants it again.",
    )

    class Meta:
        model = Credential
        fields = ["provider", "value", "label", "base_url", "model", "for_members"]

    @sensitive_variables()
    def clean(self) -> dict[str, Any] | None:
        told = {name: value for name, value in self.cleaned_data.items() if name != "provider"}
        if self.errors:
            return self.cleaned_data
        by = _person(self.request)
        try:
            if self.instance._state.adding:
                provider = self.cleaned_data["provider"]
                self.instance, _ = credentials.store_credential(
                    owner=by, provider=provider, way=Way.ADMIN, **told
                )
            else:
                told["value"] = told["value"] or None
                self.instance = credentials.change_credential(
                    credential=self.instance, by=by, way=Way.ADMIN, **told
                )
        except UmamError as error:
            self.add_error(
                error.attr if error.attr in self.fields else None, f"{error.message} {error.suggestion}"
            )
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The row is as the service wrote it."""

    def save(self, commit: bool = True) -> Credential:
        return self.instance  # type: ignore[no-any-return]

    def save_m2m(self) -> None:
        """The admin calls it after `save`; there is nothing of that kind."""


@admin.register(Credential)
class CredentialAdmin(ModelAdmin):
    """Own keys are written and changed, never read. Admins see that others have some, and may remove them."""

    form = CredentialForm
    list_display = ["provider", "owner", "label", "base_url", "for_members", "last_used_at", "created_at"]
    list_filter = ["provider", "for_members"]
    search_fields = ["label", "owner__email"]
    actions = ["test"]

    @admin.action(description="Test the selected keys")
    def test(self, request: HttpRequest, queryset: Any) -> None:
        """Own keys alone: another's is not even tried."""
        for row in queryset:
            try:
                if not self.has_change_permission(request, row):
                    raise Forbidden(f"Only {row.owner} tries this key.")
                found = check_credential(row)
            except UmamError as error:
                self.message_user(request, f"{row}: {error.message} {error.suggestion}", messages.WARNING)
            else:
                level = messages.SUCCESS if found.ok else messages.ERROR
                self.message_user(request, f"{row}: {found.text}", level)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("owner")
        return rows if getattr(request.user, "is_admin", False) else rows.filter(owner=request.user)

    def get_fields(self, request: HttpRequest, obj: Credential | None = None) -> list[str]:
        own = self.has_change_permission(request, obj)
        kept = ["owner", "last_used_at", "created_at"] if obj else []
        return ["provider", *(["value"] if own else []), "label", "base_url", "model", "for_members", *kept]

    def get_readonly_fields(self, request: HttpRequest, obj: Credential | None = None) -> list[str]:
        return ["provider", "owner", "last_used_at", "created_at"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request  # this class of a form was made for this request
        return form

    @method_decorator(sensitive_post_parameters("value"))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:
        """The form's service has written it."""

    def delete_model(self, request: HttpRequest, obj: Credential) -> None:
        credentials.remove_credential(credential=obj, by=_person(request), way=Way.ADMIN)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Credential | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Credential | None = None) -> bool:
        return self.has_module_permission(request) and (obj is None or obj.owner_id == request.user.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Credential | None = None) -> bool:
        mine = obj is None or obj.owner_id == request.user.pk or getattr(request.user, "is_admin", False)
        return self.has_module_permission(request) and bool(mine)
