"""Shapes of assets and public links."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from umam.assets import links, selectors
from umam.assets.models import Asset, AssetShare


class AssetSerializer(serializers.ModelSerializer[Asset]):
    """One asset in a list. `url` and `preview_url` are good for some minutes, without credentials."""

    universe_id = serializers.UUIDField(read_only=True)
    created_by_id = serializers.UUIDField(read_only=True, allow_null=True)
    url = serializers.SerializerMethodField()
    preview_url = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields = [
            "id",
            "universe_id",
            "kind",
            "name",
            "mime",
            "size",
            "sha256",
            "width",
            "height",
            "duration",
            "fps",
            "preview_url",
            "url",
            "source",
            "provenance",
            "created_by_id",
            "created_at",
            "updated_at",
            "deleted_at",
        ]
        read_only_fields = [name for name in fields if name != "name"]

    @extend_schema_field(serializers.URLField())
    def get_url(self, asset: Asset) -> str:
        return links.absolute(links.file_url(asset), self.context.get("request"))

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_preview_url(self, asset: Asset) -> str | None:
        path = links.preview_url(asset)
        return links.absolute(path, self.context.get("request")) if path else None


class ShareSerializer(serializers.ModelSerializer[AssetShare]):
    url = serializers.SerializerMethodField()

    class Meta:
        model = AssetShare
        fields = ["token", "url", "created_at", "expires_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, share: AssetShare) -> str:
        return links.share_url(share, self.context.get("request"))


class AssetDetailSerializer(AssetSerializer):
    """One asset with everything that is known of it."""

    parents: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    share = serializers.SerializerMethodField()
    usages = serializers.SerializerMethodField()

    class Meta(AssetSerializer.Meta):
        fields = [*AssetSerializer.Meta.fields, "peaks", "probe", "parents", "share", "usages"]
        read_only_fields = [name for name in fields if name != "name"]

    @extend_schema_field(ShareSerializer(allow_null=True))
    def get_share(self, asset: Asset) -> dict[str, Any] | None:
        share = selectors.open_share(asset)
        return ShareSerializer(share, context=self.context).data if share else None

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_usages(self, asset: Asset) -> list[dict[str, str]]:
        return [{"label": usage.label, "url": usage.url} for usage in selectors.usages(asset)]


class RenameSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=500)


class NewShareSerializer(serializers.Serializer[Any]):
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="When the link ends; never when left out."
    )


class UploadSerializer(serializers.Serializer[Any]):
    """Describes the multipart body for the schema; the file itself is read by `uploads`."""

    file = serializers.FileField()
    universe_id = serializers.UUIDField(required=False, help_text="Your personal universe when left out.")
    name = serializers.CharField(required=False, help_text="The file's own name when left out.")
