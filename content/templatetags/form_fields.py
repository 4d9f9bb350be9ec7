"""How a form's field is drawn: which kind it is, and its control with the classes of the design."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def field_kind(field: BoundField) -> str:
    """hidden, group (radios or checkboxes), checkbox, textarea or line."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "textarea" if isinstance(widget, forms.Textarea) else "line"


@register.filter
def control(field: BoundField) -> SafeString:
    """The input itself; the field's own classes are kept."""
    if field_kind(field) == "checkbox":
        return field.as_widget()
    classes = f"input {field.field.widget.attrs.get('class', '')}".strip()
    return field.as_widget(attrs={"class": classes})
