"""``kg completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the shell's completion script, as in: kg completion bash >> ~/.bashrc"""
    from click.shell_completion import get_completion_class

    from kg.cli.main import cli

    kind = get_completion_class(shell)
    if kind is None:  # pragma: no cover - the choice above leaves none out
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(cli, {}, "kg", "_KG_COMPLETE").source())
